import { randomUUID } from 'node:crypto';
import { DecisionRefused } from '../domain/identity/decisions.ts';
import { decide } from '../jobs/decide.ts';
import { undoDecision } from '../store/decisions.ts';
import type { Store } from '../store/openStore.ts';

type Asked = { what: string; first: string; second: string | undefined; reason: string | undefined; actor: string };

/**
 * `alongside decide must|cannot A B --reason TEXT` and `alongside decide undo ID`. Returns what was done, for a person. Throws
 * DecisionRefused with what to do.
 */
export async function runDecide(
  store: Store,
  tenantId: string,
  { what, first, second, reason, actor }: Asked,
  now: number,
): Promise<{ id: string; applied: boolean; text: string }> {
  if (what === 'undo') {
    if (!(await undoDecision(store, tenantId, actor, first, now)))
      throw new DecisionRefused(`There is no decision ${first}. Use the id that "alongside decide" has printed.`);
    return { id: first, applied: true, text: `Undone. The next "alongside sync" applies it.` };
  }
  if (what !== 'must' && what !== 'cannot')
    throw new DecisionRefused(`Decide must, cannot or undo; "${what}" is none of these.`);
  if (second === undefined) throw new DecisionRefused('Name two records, such as salesforce/Account/<id>.');
  if (reason === undefined || reason.trim() === '') throw new DecisionRefused('Say why, with --reason TEXT.');
  const key = randomUUID();
  const outcome = await decide(store, tenantId, actor, { key, verdict: what, a: first, b: second, reason }, now);
  if (!outcome.ok) throw new DecisionRefused('Nothing was decided. Try again.');
  const { applied } = outcome.response;
  return {
    id: key,
    applied,
    text: applied
      ? `Decided: ${first} and ${second} ${what === 'must' ? 'are one customer' : 'are two customers'}. The next "alongside sync" applies it.\nTo take it back: alongside decide undo ${key}`
      : 'This was decided before. Nothing was changed.',
  };
}
