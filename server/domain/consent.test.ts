import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFacts, consent, daysAgo, nowMs, person } from '../../tests/support/facts.ts';
import { consentOn, consentsOf, differing, refusalOf, refusesContact } from './consent.ts';
import { contradictions } from './contradictions.ts';
import type { Consent } from './model.ts';

const yes = (some: Partial<Consent> = {}) => consent({ state: 'optedIn', at: daysAgo(10), ...some });
const no = (some: Partial<Consent> = {}) => consent({ at: daysAgo(10), ...some });
const hubspot = { source: 'hubspot', kind: 'contact', id: '7' } as const;
const on = (consents: Consent[], channel: Parameters<typeof consentOn>[1] = 'email') =>
  consentOn(consents, channel, nowMs);

describe('what holds on a channel', () => {
  it('is unknown where nothing is said, where it was only asked, and where it no longer or not yet counts', () => {
    expect(on([])).toBe('unknown');
    expect(on([no({ state: 'unknown' })])).toBe('unknown');
    expect(on([no({ until: daysAgo(1) })])).toBe('unknown');
    expect(on([no({ at: daysAgo(-1) })])).toBe('unknown');
    expect(on([no()], 'phone')).toBe('unknown');
  });

  it('is the latest word of one kind of record, and the stricter one of two at once or without a time', () => {
    expect(on([yes({ at: daysAgo(5) }), no({ at: daysAgo(9) })])).toBe('optedIn');
    expect(on([yes({ at: daysAgo(9) }), no({ at: daysAgo(5) })])).toBe('optedOut');
    expect(on([yes(), no()])).toBe('optedOut');
    expect(on([no(), yes()])).toBe('optedOut');
    expect(on([no({ at: null }), yes({ at: daysAgo(0) })])).toBe('optedOut');
    // Asking again takes nothing back.
    expect(on([no({ at: daysAgo(9) }), yes({ state: 'unknown', at: daysAgo(1) })])).toBe('optedOut');
  });

  it('is the strictest of what different records and sources say, whichever is later', () => {
    expect(on([yes({ at: daysAgo(1) }), no({ at: daysAgo(900), key: hubspot })])).toBe('optedOut');
    const flag = consent({ key: { source: 'salesforce', kind: 'Contact', id: '003' } });
    expect(on([yes({ at: daysAgo(1) }), flag])).toBe('optedOut');
    expect(on([no({ channel: 'all' }), yes()], 'social')).toBe('optedOut');
  });

  it('is refused with a subscription, unless another one of the same source was agreed to', () => {
    const topics = (...some: [string, Consent['state']][]) =>
      some.map(([topic, state]) => consent({ topic, state, key: hubspot, at: daysAgo(3) }));
    expect(on(topics(['news', 'optedOut'], ['service', 'unknown']))).toBe('optedOut');
    expect(on(topics(['news', 'optedOut'], ['service', 'optedIn']))).toBe('optedIn');
    expect(on([...topics(['service', 'optedIn']), consent({ key: hubspot })])).toBe('optedOut');
    expect(on([...topics(['news', 'optedOut']), yes()])).toBe('optedOut');
  });

  it('never becomes milder by one more refusal, in whatever order things are said', () => {
    const statement = fc
      .record({
        state: fc.constantFrom('optedIn' as const, 'optedOut' as const, 'unknown' as const),
        at: fc.option(fc.integer({ min: 1, max: 20 }).map(daysAgo)),
        topic: fc.constantFrom(null, 'news', 'service'),
        key: fc.constantFrom(hubspot, consent().key),
      })
      .map(consent);
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (said) => {
        expect(on([...said].reverse())).toBe(on(said));
        expect(on([...said, no({ at: daysAgo(0), key: hubspot })])).toBe('optedOut');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a person', () => {
  it('refuses everything by one word about everything, or channel by channel', () => {
    const of = (...consents: Consent[]) => refusalOf(person({ consents }), nowMs);
    expect(of()).toEqual({ doNotContact: false, optOuts: [] });
    expect(of(no({ channel: 'phone' }))).toEqual({ doNotContact: false, optOuts: ['phone'] });
    expect(of(no({ channel: 'all' })).doNotContact).toBe(true);
    expect(refusesContact(person({ consents: [no()] }), nowMs)).toBe(false);
    expect(refusesContact(person({ consents: [no(), no({ channel: 'phone' })] }), nowMs)).toBe(true);
  });

  it('is listed with every statement, its source, record and time, the latest first, and only if something is known', () => {
    const said = [yes({ at: daysAgo(9), origin: 'Form' }), no({ at: daysAgo(2), key: hubspot, topic: 'news' })];
    const silent = person({ consents: [yes({ state: 'unknown' })] });
    expect(consentsOf([person({ name: 'Ada', email: 'ada@acme.com', consents: said }), silent], nowMs)).toEqual([
      {
        name: 'Ada',
        email: 'ada@acme.com',
        channels: { email: 'optedOut', phone: 'unknown', mail: 'unknown', social: 'unknown', web: 'unknown' },
        statements: [
          expect.objectContaining({
            channel: 'email',
            topic: 'news',
            state: 'optedOut',
            system: 'hubspot',
            object: 'contact',
            id: '7',
            at: new Date(daysAgo(2)).toISOString(),
          }),
          expect.objectContaining({
            state: 'optedIn',
            origin: 'Form',
            system: 'salesforce',
            object: 'ContactPointTypeConsent',
          }),
        ],
      },
    ]);
  });

  it('of whom two sources say different things is a contradiction with both words', () => {
    const both = [yes({ at: daysAgo(4) }), no({ at: daysAgo(8), key: hubspot, topic: 'news' })];
    expect(differing(both, nowMs)).toHaveLength(1);
    expect(differing([yes(), no({ at: daysAgo(20) })], nowMs)).toEqual([]);
    expect(differing([yes(), no({ channel: 'phone', key: hubspot })], nowMs)).toEqual([]);
    const facts = accountFacts({ people: [person({ name: 'Ada', consents: both })] });
    expect(contradictions(facts, new Map(), nowMs)).toMatchObject([
      {
        what: 'consent',
        sides: [
          { value: 'Ada: no (news)', system: 'hubspot', at: new Date(daysAgo(8)).toISOString() },
          { value: 'Ada: yes (e-mail)', system: 'salesforce', at: new Date(daysAgo(4)).toISOString() },
        ],
      },
    ]);
  });
});
