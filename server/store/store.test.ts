import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Resolution } from '../../lib/contract/identity.ts';
import { dropDocuments, putDocuments, putHistory } from '../../tests/support/publishing.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { RawRecord } from '../domain/ports.ts';
import { saveAccounts } from './accounts.ts';
import { exchangePairingCode, readTokenUser, revokeToken, savePairingCode, saveUsers } from './credentials.ts';
import { readDirty } from './dirty.ts';
import { type DocumentRow, readDocument, readVersions } from './documents.ts';
import { readHistory } from './history.ts';
import { findAccounts, type LinkRow, readLinkEtag, saveLinks } from './links.ts';
import { readMemberships } from './memberships.ts';
import { pruneOutbox, readOutbox, readOutboxHead } from './outbox.ts';
import { readReactions, readUsefulness } from './reactions.ts';
import { eachRecord, markSource, readCursor, readRecordsOfAccounts, readSourceStates, savePage } from './records.ts';
import { readPinned } from './watchlist.ts';
import { saveLook, savePin, saveReaction } from './writes.ts';

const resolution: Resolution = { confidence: 'verified', chain: [], evidence: [], candidates: [], others: [] };
const record = (id: string, modifiedAt = 1, body: unknown = { id }): RawRecord => ({
  source: 'stripe',
  kind: 'customer',
  id,
  modifiedAt,
  deleted: false,
  body,
});
const document = (accountId: string, version: number, etag: string): DocumentRow => ({
  accountId,
  mask: 'full',
  version,
  etag,
  body: JSON.stringify({ accountId, version }),
  summary: {
    name: accountId,
    domain: null,
    band: 'watch',
    score: 60,
    renewsAt: null,
    arr: [],
    openTickets: 1,
    overdueInvoices: 0,
    disputes: 0,
    url: null,
  },
  terms: [],
});
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const key = () => crypto.randomUUID();
const at = '2026-11-21T09:00:00.000Z';

describeStores('the store', (stores) => {
  it('keeps rows and cursor of a page together, newest version only, in key order across pages', async () => {
    const store = await stores.open();
    // Stripe does not say when a record was changed, so there the last answer is the newest.
    const dated = (...of: Parameters<typeof record>): RawRecord => ({ ...record(...of), source: 'zendesk' });
    const records = Array.from({ length: 1201 }, (_, i) => dated(`c${String(i).padStart(5, '0')}`, 10));
    await savePage(store, 't', 'zendesk', { stream: 'customers', records, cursor: 'next' }, 1);
    expect(await readCursor(store, 't', 'zendesk', 'customers')).toMatchObject({ cursor: 'next', done: false });
    await savePage(
      store,
      't',
      'zendesk',
      {
        stream: 'customers',
        records: [dated('c00000', 9, { old: true }), dated('c00001', 11, { newer: true })],
        cursor: null,
      },
      2,
    );
    expect(await readCursor(store, 't', 'zendesk', 'customers')).toMatchObject({ cursor: null, done: true });
    const read = await all(eachRecord(store, 't', {}, 100));
    expect(read.map((r) => r.id)).toEqual(records.map((r) => r.id));
    expect(read[0]?.body).toEqual({ id: 'c00000' });
    expect(read[1]?.body).toEqual({ newer: true });
    expect(await all(eachRecord(store, 'other'))).toEqual([]);
  });

  it('gives back any JSON exactly, hostile text included', async () => {
    const store = await stores.open();
    const hostile = ["'; drop table account; --", '<img onerror=1>', '👩‍👩‍👧', '\u202eabc', '{"$ne":1}', '__proto__'];
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...hostile), async (json, text) => {
        // PostgreSQL text cannot hold NUL; JSON writes it as an escape, so it survives.
        const body = { json, text, nul: '\u0000' };
        await savePage(
          store,
          't',
          'stripe',
          { stream: 's', records: [record('x', Date.now(), body)], cursor: null },
          1,
        );
        const [read] = await all(eachRecord(store, 't'));
        expect(read?.body).toEqual(JSON.parse(JSON.stringify(body)));
      }),
      { numRuns: 25 },
    );
  });

  it('remembers how each source stands, and forgets an error at the next success', async () => {
    const store = await stores.open();
    await markSource(store, 't', 'zendesk', { successAt: 5 });
    await markSource(store, 't', 'zendesk', { error: 'no answer', at: 6 });
    expect((await readSourceStates(store, 't', ['zendesk', 'stripe'])).zendesk).toEqual({
      lastSuccessAt: 5,
      lastError: 'no answer',
    });
    await markSource(store, 't', 'zendesk', { successAt: 7 });
    const states = await readSourceStates(store, 't', ['zendesk', 'stripe']);
    expect(states).toEqual({
      file: null,
      salesforce: null,
      hubspot: null,
      zendesk: { lastSuccessAt: 7, lastError: null },
      stripe: { lastSuccessAt: null, lastError: null },
    });
  });

  it('links records to accounts, says what changed, and finds the records of an account', async () => {
    const store = await stores.open();
    await savePage(store, 't', 'stripe', { stream: 's', records: [record('a'), record('b')], cursor: null }, 1);
    await saveAccounts(
      store,
      't',
      [
        { id: 'acc1', name: 'Ünïcode AB', domains: [] },
        { id: 'acc2', name: 'Other', domains: [] },
      ],
      1,
    );
    const link = { source: 'stripe', kind: 'customer', id: 'a', accountId: 'acc1', resolution } as const;
    const save = (links: LinkRow[], at: number) => saveLinks(store, 't', { rank: 'company', links }, at);
    expect(await save([link], 1)).toBe(1);
    expect(await save([link], 2)).toBe(0);
    expect(await save([{ ...link, accountId: 'acc2' }], 3)).toBe(1);
    const found = await readRecordsOfAccounts(store, 't', ['acc1', 'acc2']);
    expect([...found].map(([id, records]) => [id, records.map((r) => r.id)])).toEqual([['acc2', ['a']]]);
    // Where it was and where it went are both built again.
    expect((await readDirty(store, 't', '', 9)).map((d) => d.accountId)).toEqual(['acc1', 'acc2']);
    expect(await readLinkEtag(store, 'other', link)).toBeNull();
    expect((await findAccounts(store, 't', 'cod')).map((a) => a.id)).toEqual(['acc1']);
    expect(await findAccounts(store, 't', '%')).toEqual([]);
    expect(await saveLinks(store, 't', { rank: 'company', gone: [link] }, 4)).toBe(1);
    expect(await all(readMemberships(store, 't'))).toEqual([]);
  });

  it('publishes only newer, different documents and numbers the changes without gaps', async () => {
    const store = await stores.open();
    expect(await putDocuments(store, 't', [document('a', 1, 'e1'), document('b', 1, 'e1')], 1)).toEqual(['a', 'b']);
    expect(await putDocuments(store, 't', [document('a', 2, 'e1')], 2)).toEqual([]);
    expect(await putDocuments(store, 't', [document('a', 1, 'e2')], 2)).toEqual([]);
    expect(await putDocuments(store, 't', [document('a', 2, 'e2')], 2)).toEqual(['a']);
    expect((await readDocument(store, 't', 'a', 'full'))?.etag).toBe('e2');
    expect(await readDocument(store, 't', 'a', 'restricted')).toBeNull();
    expect(await readDocument(store, 'other', 'a', 'full')).toBeNull();
    expect((await readVersions(store, 't', ['a', 'z'])).get('a')).toEqual([
      { accountId: 'a', mask: 'full', version: 2, etag: 'e2' },
    ]);
    expect((await readOutbox(store, 't', 0)).map((r) => r.seq)).toEqual([1, 2, 3]);
    await dropDocuments(store, 't', ['a'], 2);
    expect(await readDocument(store, 't', 'a', 'full')).not.toBeNull();
    await dropDocuments(store, 't', ['a'], 3);
    expect(await readDocument(store, 't', 'a', 'full')).toBeNull();
    expect(await readOutboxHead(store, 't')).toBe(4);
    expect(await readOutboxHead(store, 'other')).toBe(0);
  });

  it('numbers changes in commit order under concurrent writers', async () => {
    const store = await stores.open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => putDocuments(store, 't', [document(`a${i}`, 1, 'e')], i)));
    const rows = await readOutbox(store, 't', 0);
    expect(rows.map((r) => r.seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(new Set(rows.map((r) => r.accountId)).size).toBe(20);
  });

  it('keeps the newest changes, and says of older ones that anything may have changed', async () => {
    const store = await stores.open();
    const of = (version: number) => Array.from({ length: 400 }, (_, i) => document(`a${i}`, version, `e${version}`));
    for (const version of [1, 2, 3]) await putDocuments(store, 't', of(version), version);
    await putDocuments(store, 'other', [document('a', 1, 'e1')], 1);
    await pruneOutbox(store, 't', 100);
    expect(await store.db.selectFrom('outbox').select('seq').where('tenant_id', '=', 't').execute()).toHaveLength(100);
    const all = { seq: 1100, kind: 'links', accountId: '', version: 0 };
    expect((await readOutbox(store, 't', 0)).slice(0, 2)).toEqual([all, expect.objectContaining({ seq: 1101 })]);
    expect((await readOutbox(store, 't', 1100))[0]).toMatchObject({ seq: 1101, kind: 'document' });
    expect([await readOutbox(store, 't', 1200), await readOutboxHead(store, 't')]).toEqual([[], 1200]);
    expect(await readOutbox(store, 'other', 0)).toHaveLength(1);
  });

  it('applies a write once per key, also when it is delivered many times at once', async () => {
    const store = await stores.open();
    await saveAccounts(store, 't', [{ id: 'a', name: 'A', domains: [] }], 1);
    const request = {
      key: key(),
      accountId: 'a',
      actionKey: 'a:r:1',
      ruleId: 'r',
      ruleVersion: 1,
      kind: 'done',
      at,
    } as const;
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => saveReaction(store, 't', 'u', request, 1)));
    expect(new Set(outcomes.map((o) => JSON.stringify(o)))).toEqual(
      new Set([JSON.stringify({ ok: true, response: { key: request.key, applied: true } })]),
    );
    expect((await readReactions(store, 't', ['a', 'b'])).get('a')).toHaveLength(1);
    expect(await saveReaction(store, 't', 'u', { ...request, kind: 'rejected' }, 2)).toEqual({
      ok: false,
      reason: 'keyReused',
    });
    expect(await saveReaction(store, 't', 'u', { ...request, key: key(), accountId: 'nobody' }, 2)).toEqual({
      ok: false,
      reason: 'unknownAccount',
    });
    expect((await saveReaction(store, 't', 'u2', request, 2)).ok).toBe(true);
    expect(await readUsefulness(store, 't')).toEqual(new Map([['r', { useful: 2, useless: 0 }]]));
  });

  it('lets the later decision win, whatever the order of arrival', async () => {
    const store = await stores.open();
    await saveAccounts(store, 't', [{ id: 'a', name: 'A', domains: [] }], 1);
    await putDocuments(store, 't', [document('a', 1, 'e')], 1);
    const later = '2026-11-21T10:00:00.000Z';
    expect(
      await savePin(store, 't', 'u', { key: key(), accountId: 'a', pinned: true, reason: 'why', at: later }, 1),
    ).toMatchObject({ response: { applied: true } });
    expect(await savePin(store, 't', 'u', { key: key(), accountId: 'a', pinned: false, at }, 1)).toMatchObject({
      response: { applied: false },
    });
    expect(await saveLook(store, 't', 'u', { key: key(), accountId: 'a', version: 1, at }, 1, 'full')).toMatchObject({
      ok: true,
    });
    const [pin] = await readPinned(store, 't', 'u', 'full');
    expect(pin).toMatchObject({
      accountId: 'a',
      reason: 'why',
      pinnedAt: Date.parse(later),
      lookedAt: Date.parse(at),
      seen: { band: 'watch' },
    });
    expect(await readPinned(store, 't', 'someone else', 'full')).toEqual([]);
  });

  it('remembers a look only of the version that is there, as the person may see it', async () => {
    const store = await stores.open();
    await saveAccounts(store, 't', [{ id: 'a', name: 'A', domains: [] }], 1);
    const of = (version: number): DocumentRow[] => {
      const one = document('a', version, `e${version}`);
      const full = { ...one, summary: { ...one.summary, score: version } };
      const summary = { ...full.summary, overdueInvoices: null };
      return [full, { ...full, mask: 'restricted', etag: `r${version}`, summary }];
    };
    const look = async (userId: string, version: number, mask: 'full' | 'restricted' = 'full') => {
      const outcome = await saveLook(store, 't', userId, { key: key(), accountId: 'a', version, at }, 1, mask);
      const [pinned] = await readPinned(store, 't', userId, mask);
      return [outcome.ok && outcome.response.applied, pinned?.seen?.score ?? null, pinned?.lookedAt !== null];
    };
    for (const userId of ['u', 'viewer', 'late'])
      await savePin(store, 't', userId, { key: key(), accountId: 'a', pinned: true, at }, 1);
    await putDocuments(store, 't', of(1), 1);
    expect(await look('u', 1)).toEqual([true, 1, true]);
    expect(await look('viewer', 1, 'restricted')).toEqual([true, 1, true]);
    expect((await readPinned(store, 't', 'viewer', 'restricted'))[0]?.seen?.overdueInvoices).toBeNull();
    await putDocuments(store, 't', of(9), 1);
    expect(await look('u', 5)).toEqual([false, 1, true]);
    expect(await look('late', 1)).toEqual([false, null, false]);
    expect(await look('u', 9)).toEqual([true, 9, true]);
    // Taken away: nothing was seen of it, and what was seen before stays known until it is back.
    await dropDocuments(store, 't', ['a'], 10);
    await saveLook(store, 't', 'u', { key: key(), accountId: 'a', version: 10, at }, 1, 'full');
    await putDocuments(store, 't', of(11), 1);
    expect((await readPinned(store, 't', 'u', 'full'))[0]?.seen?.score).toBe(9);
  });

  it('exchanges a pairing code once, in time, for a user who still exists', async () => {
    const store = await stores.open();
    await saveUsers(store, 't', [{ id: 'u', name: 'U', email: 'u@x.example', role: 'rep' }]);
    const code = (hash: string, userId = 'u') => savePairingCode(store, 't', { hash, userId, expiresAt: 100 });
    const exchange = (codeHash: string, now = 50) =>
      exchangePairingCode(store, 't', { codeHash, tokenHash: `token-${codeHash}-${now}`, device: 'd', now });
    await code('good');
    await code('late');
    await code('gone', 'nobody');
    const [one, two] = await Promise.all([exchange('good', 50), exchange('good', 51)]);
    expect([one, two].filter((user) => user !== null)).toHaveLength(1);
    expect(await exchange('late', 100)).toBeNull();
    expect(await exchange('gone')).toBeNull();
    const token = one ? 'token-good-50' : 'token-good-51';
    expect((await readTokenUser(store, 't', token))?.role).toBe('rep');
    expect(await readTokenUser(store, 'other', token)).toBeNull();
    await revokeToken(store, 't', token, 60);
    expect(await readTokenUser(store, 't', token)).toBeNull();
  });

  it('keeps one health point a day, oldest first', async () => {
    const store = await stores.open();
    const point = (day: string, score: number | null) => ({
      accountId: 'a',
      day,
      score,
      band: 'watch' as const,
      rulesVersion: 1,
      profile: null,
      confidence: day === '2026-01-03' ? null : score === null ? ('low' as const) : ('high' as const),
    });
    await putHistory(store, 't', [point('2026-01-01', 10), point('2026-01-02', null)]);
    await putHistory(store, 't', [point('2026-01-02', 20), point('2026-01-03', 30)]);
    const history = await readHistory(store, 't', ['a', 'b'], '2026-01-02');
    expect([...history].map(([id, points]) => [id, points.map((p) => [p.score, p.confidence])])).toEqual([
      [
        'a',
        [
          [20, 'high'],
          [30, null],
        ],
      ],
    ]);
  });
});
