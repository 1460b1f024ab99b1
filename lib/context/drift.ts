import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { KeyValues } from '../cache/database.ts';
import type { Values } from '../cache/keyValues.ts';
import { whilePaired } from '../cache/whilePaired.ts';
import type { DriftReport } from '../contract/api.ts';
import type { HintResult } from '../contract/detection.ts';
import type { CrmSystem } from '../contract/record.ts';
import type { BackgroundDeps } from './backgroundDeps.ts';

const most = 10_000;

export type DriftDeps = Pick<BackgroundDeps, 'db' | 'now' | 'mayReport'> & { values: Values; pairings: Pairings };

/**
 * Counts what hints come to, by pack and hint, and tells the server once a day, so that somebody learns when a vendor has changed its
 * pages. No person, no record and no text is part of it.
 */
export function createDrift({ db, values, pairings, now, mayReport }: DriftDeps) {
  const today = () => new Date(now()).toISOString().slice(0, 10);
  const change = async (edit: (drift: KeyValues['drift'] | null) => KeyValues['drift'] | null): Promise<void> => {
    const current = await pairings.current();
    if (current) await whilePaired(db, scopeOf(current.pairing), [], () => values.change('drift', edit));
  };
  let sending: Promise<void> | null = null;

  const sendAll = async (): Promise<void> => {
    const drift = await values.read('drift');
    const current = await pairings.current();
    if (!current || !drift || drift.day === today() || !(await mayReport())) return;
    for (const report of drift.reports) {
      const answer = await current.api.drift(report);
      // Again with the next answer of the server; whatever it refuses is not worth a second try.
      if (!answer.ok && (answer.problem.code === 'offline' || answer.problem.code === 'serverError')) return;
      await change((all) => all && { ...all, reports: all.reports.filter((one) => !isSame(one, report)) });
    }
    await change((all) => all && { day: today(), reports: all.reports });
  };

  return {
    async count(system: CrmSystem, pack: string, results: readonly HintResult[]): Promise<void> {
      if (results.length === 0 || !(await mayReport())) return;
      await change((drift) => {
        const reports = [...(drift?.reports ?? [])];
        for (const { id, found } of results) {
          const one = { system, pack, hint: id, found: Number(found), missed: Number(!found) };
          const at = reports.findIndex((known) => isSame(known, one));
          const known = reports[at];
          if (!known) reports.push(one);
          else
            reports[at] = {
              ...known,
              found: Math.min(most, known.found + one.found),
              missed: Math.min(most, known.missed + one.missed),
            };
        }
        return { day: drift?.reports.length ? drift.day : today(), reports };
      });
    },
    /** Sends the counts of a day that is over. One at a time; rejects when the storage fails. */
    send(): Promise<void> {
      sending ??= sendAll().finally(() => {
        sending = null;
      });
      return sending;
    },
  };
}

export type Drift = ReturnType<typeof createDrift>;

function isSame(a: DriftReport, b: DriftReport): boolean {
  return a.system === b.system && a.pack === b.pack && a.hint === b.hint;
}
