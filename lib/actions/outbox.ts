import { type Pairings, scopeOf } from '../auth/pairing.ts';
import type { Database, WriteBody, WriteRow } from '../cache/database.ts';
import type { ErrorCode } from '../contract/errors.ts';

const paths = { reaction: 'reactions', pin: 'pins', look: 'looks' } as const;
const keepSentMs = 30 * 86_400_000;

/** Answers that no repetition will change; the write is set aside with its reason. Everything else is tried again. */
const final: ReadonlySet<ErrorCode> = new Set(['badRequest', 'forbidden', 'unknownRecord', 'tooLarge']);

export type FlushOutcome = { sent: number; refused: number; left: number; problem: ErrorCode | null };

/**
 * What the person did, on disk before anything else happens, sent in order, once each: the key travels with the write, so a delivery
 * that was repeated because the worker died has no second effect.
 */
export function createOutbox(db: Database, pairings: Pairings, now: () => number) {
  let flushing: Promise<FlushOutcome> | null = null;

  const flushOnce = async (): Promise<FlushOutcome> => {
    const outcome: FlushOutcome = { sent: 0, refused: 0, left: 0, problem: null };
    const current = await pairings.current();
    if (!current) return { ...outcome, problem: 'notPaired' };
    const scope = scopeOf(current.pairing);
    for (;;) {
      const row = await db.writes
        .where('state')
        .equals('queued')
        .and((w) => w.scope === scope)
        .first();
      if (!row) break;
      const answer = await current.api.write(paths[row.kind], row.body);
      if (answer.ok) {
        await db.writes.update(row.seq as number, { state: 'sent' });
        outcome.sent++;
      } else if (final.has(answer.problem.code)) {
        await db.writes.update(row.seq as number, { state: 'refused', refusal: answer.problem.code });
        outcome.refused++;
      } else {
        outcome.problem = answer.problem.code;
        break;
      }
    }
    await db.writes
      .where('state')
      .notEqual('queued')
      .and((w) => w.at < now() - keepSentMs)
      .delete();
    outcome.left = await db.writes.where('state').equals('queued').count();
    return outcome;
  };

  return {
    /** Stores a write. Resolves once it is on disk; sending is a separate step. */
    async add(scope: string, write: WriteBody): Promise<void> {
      const row: WriteRow = {
        ...write,
        key: write.body.key,
        scope,
        accountId: write.body.accountId,
        at: now(),
        state: 'queued',
      };
      await db.writes.add(row);
    },
    /** Sends what is queued, oldest first; one flush at a time. */
    flush(): Promise<FlushOutcome> {
      flushing ??= flushOnce().finally(() => {
        flushing = null;
      });
      return flushing;
    },
    /** Writes about an account, oldest first, refused ones left out. */
    async ofAccount(scope: string, accountId: string): Promise<WriteRow[]> {
      const rows = await db.writes.where('[scope+accountId]').equals([scope, accountId]).sortBy('seq');
      return rows.filter((row) => row.state !== 'refused');
    },
    queued: (): Promise<number> => db.writes.where('state').equals('queued').count(),
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
