import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import { cacheKey } from '../cache/contextCache.ts';
import { createCopies } from '../cache/copies.ts';
import type { Database, WriteBody, WriteRow } from '../cache/database.ts';
import { whilePaired } from '../cache/whilePaired.ts';
import type { ErrorCode, Problem } from '../contract/errors.ts';
import type { PrivateWrites } from './privateWrites.ts';

const paths = { reaction: 'reactions', pin: 'pins', look: 'looks' } as const;
const keepSentMs = 30 * 86_400_000;
/** The least that Chrome's alarms allow, and the longest that a write waits once the backend is back. */
const minRetryMs = 30_000;
const maxRetryMs = 15 * 60_000;

/** Answers that no repetition will change; the write is set aside with its reason. Everything else is tried again. */
const final: ReadonlySet<ErrorCode> = new Set(['badRequest', 'forbidden', 'unknownRecord', 'tooLarge']);
/** Nothing to try again before the person pairs, and pairing flushes by itself. */
const unpaired: ReadonlySet<ErrorCode> = new Set(['notPaired', 'invalidToken']);

/** `retryInMs`: when to flush again; null when nothing is left, or only pairing would help. */
export type FlushOutcome = {
  sent: number;
  refused: number;
  left: number;
  problem: ErrorCode | null;
  retryInMs: number | null;
};

/**
 * What the person did, stored before anything else happens, sent in order, once each: the key travels with the write, so a delivery
 * that was repeated because the worker died has no second effect. Writes of incognito windows are kept apart, off the disk.
 */
export function createOutbox(db: Database, pairings: Pairings, privateWrites: PrivateWrites, now: () => number) {
  let flushing: Promise<FlushOutcome> | null = null;
  let again = false;

  const queuedOnDisk = (scope: string) =>
    db.writes
      .where('state')
      .equals('queued')
      .and((w) => w.scope === scope);
  const queuedInPrivate = async (scope: string) =>
    (await privateWrites.read()).filter((w) => w.state === 'queued' && w.scope === scope);
  /** What is on disk about an account. */
  const copies = createCopies<WriteRow[]>();
  const settle = async (row: WriteRow, changes: Pick<WriteRow, 'state' | 'refusal'>): Promise<void> => {
    const { seq } = row;
    if (seq === undefined) await privateWrites.update(row.key, changes);
    else await copies.write(() => db.writes.update(seq, changes));
  };
  const onDisk = (scope: string, accountId: string): Promise<WriteRow[]> =>
    copies.read(cacheKey(scope, accountId), () =>
      db.writes.where('[scope+accountId]').equals([scope, accountId]).sortBy('seq'),
    );

  const flushOnce = async (): Promise<FlushOutcome> => {
    const outcome: FlushOutcome = { sent: 0, refused: 0, left: 0, problem: null, retryInMs: null };
    const current = await pairings.current();
    if (!current) return { ...outcome, problem: 'notPaired' };
    const scope = scopeOf(current.pairing);
    let problem: Problem | null = null;
    while (problem === null) {
      const row = (await queuedOnDisk(scope).first()) ?? (await queuedInPrivate(scope))[0];
      if (!row) break;
      const answer = await current.api.write(paths[row.kind], row.body);
      if (answer.ok) {
        await settle(row, { state: 'sent' });
        outcome.sent++;
      } else if (final.has(answer.problem.code)) {
        await settle(row, { state: 'refused', refusal: answer.problem.code });
        outcome.refused++;
      } else problem = answer.problem;
    }
    const isOld = (row: WriteRow) => row.at < now() - keepSentMs;
    await copies.write(() => db.writes.where('state').notEqual('queued').and(isOld).delete());
    const left = [...(await queuedOnDisk(scope).toArray()), ...(await queuedInPrivate(scope))];
    return {
      ...outcome,
      left: left.length,
      problem: problem?.code ?? null,
      retryInMs: retryInMs(left, problem, now()),
    };
  };
  const flushAll = async (): Promise<FlushOutcome> => {
    let outcome: FlushOutcome;
    let sent = 0;
    let refused = 0;
    try {
      do {
        again = false;
        outcome = await flushOnce();
        sent += outcome.sent;
        refused += outcome.refused;
      } while (again && outcome.problem === null);
      return { ...outcome, sent, refused };
    } finally {
      // In the same step as the last look at `again`, so that no call falls between.
      flushing = null;
    }
  };

  return {
    /** Stores a write. Resolves once it is stored; sending is a separate step. False when this browser is not paired as `scope` any more. */
    async add(scope: string, write: WriteBody, incognito: boolean): Promise<boolean> {
      const { key, accountId } = write.body;
      const row: WriteRow = { ...write, key, scope, accountId, at: now(), state: 'queued' };
      if (!incognito) return copies.write(() => whilePaired(db, scope, [db.writes], () => db.writes.add(row)));
      await privateWrites.add(row);
      return true;
    },
    /** Sends what is queued, oldest first; one flush at a time. A write that was added meanwhile goes along. */
    flush(): Promise<FlushOutcome> {
      if (flushing) again = true;
      flushing ??= flushAll();
      return flushing;
    },
    /** Writes about an account, oldest first, refused ones left out. */
    async ofAccount(scope: string, accountId: string): Promise<WriteRow[]> {
      const rows = await onDisk(scope, accountId);
      const apart = (await privateWrites.read()).filter((w) => w.scope === scope && w.accountId === accountId);
      const all = apart.length === 0 ? rows : [...rows, ...apart].sort((a, b) => a.at - b.at);
      return all.filter((row) => row.state !== 'refused');
    },
    /** The database was emptied. */
    clear: copies.clear,
    /** How many writes of the paired person wait to be sent. */
    async queued(): Promise<number> {
      const current = await pairings.current();
      if (!current) return 0;
      const scope = scopeOf(current.pairing);
      return (await queuedOnDisk(scope).count()) + (await queuedInPrivate(scope)).length;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * When to try again: after half of the time that the oldest write has waited, so that the pauses grow by half each time, between 30 s
 * and 15 min, and never sooner than the backend asked. Computed from what is stored, so a stopped worker forgets nothing.
 */
function retryInMs(left: readonly WriteRow[], problem: Problem | null, now: number): number | null {
  if (left.length === 0 || (problem && unpaired.has(problem.code))) return null;
  const waitedMs = now - Math.min(...left.map((row) => row.at));
  return Math.max(problem?.retryAfterMs ?? 0, Math.min(maxRetryMs, Math.max(minRetryMs, waitedMs / 2)));
}
