import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptDays, type ReadEvent } from '../domain/activity/event.ts';
import { eventTime } from '../domain/activity/eventTime.ts';
import { type Reading, readEvent } from './readEvent.ts';

const receivedAt = Date.parse('2026-11-21T09:00:00Z');
const dayMs = 86_400_000;
const ago = (ms: number) => new Date(receivedAt - ms).toISOString();
const read = (raw: unknown, some: Partial<Parameters<typeof readEvent>[1]> = {}): Reading =>
  readEvent(raw, { type: null, sentAt: null, channel: null, receivedAt, ...some });
function accepted(raw: object, some?: Parameters<typeof read>[1]): ReadEvent {
  const reading = read({ type: 'track', event: 'Report Exported', userId: 'u1', ...raw }, some);
  return reading.outcome === 'read' ? reading.event : expect.unreachable(JSON.stringify(reading));
}
const reasonOf = (raw: unknown) => {
  const reading = read(raw);
  return reading.outcome === 'rejected' ? reading.reason : reading.outcome;
};

describe('the time of an event', () => {
  it('is put right by the clock of the sender', () => {
    // The sender's clock is two hours ahead; the event was a minute before it was sent.
    const clocks = { timestamp: receivedAt + 7_140_000, originalTimestamp: null, sentAt: receivedAt + 7_200_000 };
    expect(eventTime(clocks, receivedAt)).toBe(receivedAt - 60_000);
  });

  it('is the sender’s word without sentAt, and the arrival without any', () => {
    expect(accepted({ timestamp: ago(300 * dayMs) }).at).toBe(receivedAt - 300 * dayMs);
    expect(accepted({}).at).toBe(receivedAt);
  });

  it('is not put right twice when somebody forwards what was', () => {
    const forwarded = { timestamp: ago(1000), originalTimestamp: ago(9_000_000), sentAt: ago(8_000_000) };
    expect(accepted(forwarded).at).toBe(receivedAt - 1000);
  });

  it('takes sentAt of the batch for events without their own', () => {
    expect(accepted({ timestamp: ago(60_000) }, { sentAt: ago(30_000) }).at).toBe(receivedAt - 30_000);
    expect(accepted({ timestamp: ago(60_000), sentAt: ago(50_000) }, { sentAt: ago(30_000) }).at).toBe(
      receivedAt - 10_000,
    );
  });

  it('gives the UTC day', () => {
    expect(accepted({ timestamp: '2026-11-20T23:30:00-02:00' }).day).toBe('2026-11-21');
    expect(accepted({ timestamp: '2026-11-20T23:30:00' }).day).toBe('2026-11-20');
  });

  it('more than a day ahead is refused, more than 400 days ago is ignored', () => {
    expect(accepted({ timestamp: ago(-dayMs) }).day).toBe('2026-11-22');
    expect(reasonOf({ type: 'track', event: 'x', userId: 'u', timestamp: ago(-dayMs - 1) })).toMatch(/future/);
    expect(accepted({ timestamp: ago(keptDays * dayMs) }).at).toBe(receivedAt - keptDays * dayMs);
    expect(read({ type: 'track', event: 'x', userId: 'u', timestamp: ago(keptDays * dayMs + 1) })).toMatchObject({
      outcome: 'ignored',
      why: 'tooOld',
    });
  });
});

describe('what an event counts as', () => {
  it.each<[object, string | null, object]>([
    [{}, null, { channel: 'product', name: 'Report Exported' }],
    [{}, 'email', { channel: 'email', name: 'Report Exported' }],
    [{ properties: { channel: 'call' } }, 'email', { channel: 'call', name: 'Report Exported' }],
    [{ context: { channel: 'meeting' } }, null, { channel: 'meeting', name: 'Report Exported' }],
    [{ context: { channel: 'server' }, properties: { channel: 7 } }, null, { channel: 'product' }],
    [{ type: 'page', name: 'Pricing' }, 'product', { channel: 'web', name: 'Pricing' }],
    [{ type: 'page' }, null, { channel: 'web', name: 'Page' }],
    [{ type: 'screen', name: 'Home' }, null, { channel: 'product', name: 'Home' }],
    [{ event: 'Viewed Pricing Page' }, null, { channel: 'web', name: 'Viewed Pricing Page' }],
    [{ event: '$pageview' }, null, { channel: 'web' }],
    [{ event: 'Page Break Inserted' }, null, { channel: 'product' }],
    [{ event: '  Report\n exported ' }, null, { name: 'Report exported' }],
  ])('%j of a sender with channel %s', (raw, channel, count) => {
    expect(accepted(raw, { channel: channel as 'email' | null }).count).toMatchObject(count);
  });

  it('is nothing for identify, group and alias', () => {
    for (const raw of [{ type: 'identify' }, { type: 'group', groupId: 'g' }, { type: 'alias', previousId: 'x' }])
      expect(accepted(raw).count).toBeNull();
  });
});

describe('who it was', () => {
  it('is the person, the anonymous visitor, or both as one', () => {
    expect(accepted({})).toMatchObject({ userId: 'u1', formerId: null, email: null });
    expect(accepted({ userId: null, anonymousId: 'a1' })).toMatchObject({ userId: 'anonymous:a1', formerId: null });
    expect(accepted({ anonymousId: 'a1' })).toMatchObject({ userId: 'u1', formerId: 'anonymous:a1' });
    expect(accepted({ type: 'alias', previousId: 'old' })).toMatchObject({ userId: 'u1', formerId: 'old' });
    expect(accepted({ userId: 42 }).userId).toBe('42');
  });

  it('has the address of the traits, of the context, or of an id that is one', () => {
    expect(accepted({ type: 'identify', traits: { email: ' Mara@Acme.example ' } }).email).toBe('mara@acme.example');
    expect(accepted({ context: { traits: { email: 'mara@acme.example' } } }).email).toBe('mara@acme.example');
    expect(accepted({ userId: 'Mara@acme.example' }).email).toBe('mara@acme.example');
    for (const email of [7, 'none', 'a@b', null])
      expect(accepted({ type: 'identify', traits: { email } }).email).toBeNull();
  });

  it('belongs to the group of the call or of the context; the traits of a group are not the person’s', () => {
    const group = {
      type: 'group',
      groupId: 'g1',
      traits: { name: 'Acme', website: 'acme.example', email: 'info@acme.example' },
    };
    expect(accepted(group)).toMatchObject({
      groupId: 'g1',
      group: { name: 'Acme', website: 'acme.example' },
      email: null,
    });
    expect(accepted({ context: { groupId: 9 } }).groupId).toBe('9');
  });
});

describe('what is wrong', () => {
  it.each<[unknown, RegExp]>([
    [null, /the event/],
    ['text', /the event/],
    [[], /the event|type/],
    [{}, /type/],
    [{ type: 'nonsense', userId: 'u' }, /type/],
    [{ type: 'track', event: 'x' }, /userId or anonymousId/],
    [{ type: 'track', event: 'x', userId: ' ' }, /userId or anonymousId/],
    [{ type: 'track', userId: 'u' }, /Send event/],
    [{ type: 'track', userId: 'u', event: 7 }, /Correct event/],
    [{ type: 'group', userId: 'u' }, /groupId/],
    [{ type: 'alias', userId: 'u' }, /previousId/],
    [{ type: 'track', userId: 'u', event: 'x', timestamp: 'yesterday' }, /Correct timestamp: an ISO 8601/],
    [{ type: 'track', userId: 'u', event: 'x', timestamp: '2026-02-31T99:00:00Z' }, /Correct timestamp/],
    [{ type: 'track', userId: 'u', event: 'x', messageId: 'm'.repeat(101) }, /messageId/],
    [{ type: 'track', userId: 'u'.repeat(201), event: 'x' }, /userId/],
    [{ type: 'track', userId: 'u', event: 'x', properties: 'p' }, /properties/],
  ])('%j is said', (raw, reason) => {
    expect(reasonOf(raw)).toMatch(reason);
  });

  it('never throws, and what is read keeps its promises', () => {
    const value = fc.anything({ maxDepth: 1, maxKeys: 3 });
    const raw = fc.record(
      {
        type: fc.constantFrom('track', 'identify', 'group', 'page', 'screen', 'alias'),
        userId: fc.oneof(fc.string(), value),
        anonymousId: fc.oneof(fc.string(), value),
        groupId: fc.oneof(fc.string(), value),
        event: fc.oneof(fc.string({ unit: 'binary' }), value),
        messageId: fc.oneof(fc.string(), value),
        timestamp: fc.oneof(
          fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
          value,
        ),
        properties: value,
        traits: value,
        context: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(raw, value), (one) => {
        const reading = read(one);
        if (reading.outcome !== 'read') return;
        const { userId, day, count, at } = reading.event;
        expect(userId.length).toBeLessThanOrEqual(210);
        expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
        expect(Math.abs(at - receivedAt)).toBeLessThanOrEqual(keptDays * dayMs);
        if (count) expect(count.name.trim()).not.toBe('');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(`${userId}${count?.name}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(`${userId}${count?.name}`.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bots', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'ignored'],
    ['Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/120.0', 'ignored'],
    ['Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)', 'ignored'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', 'read'],
    ['Mozilla/5.0 (Linux; Android 12; CUBOT X30) AppleWebKit/537.36 Chrome/120.0', 'read'],
  ])('%s is %s', (userAgent, outcome) => {
    expect(read({ type: 'track', event: 'x', userId: 'u', context: { userAgent } }).outcome).toBe(outcome);
  });
});
