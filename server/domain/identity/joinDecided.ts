import type { Clusters } from './clusters.ts';
import { keyText } from './companyKey.ts';
import type { Decision } from './decisions.ts';

/**
 * Applies what stewards have decided, before any rule: first what must stay apart, then what must be one, oldest first. An id that was
 * merged away in its source stands for the record that survived. Such a merge can make decisions contradict each other; then those
 * that keep apart win.
 */
export function joinDecided(decisions: readonly Decision[], graph: Clusters): void {
  const survivors = new Map<string, number>();
  for (const [i, { key, mergedIds }] of graph.companies.entries())
    for (const id of mergedIds) survivors.set(keyText({ ...key, id }), i);
  const find = (key: Decision['a']) => graph.index.get(keyText(key)) ?? survivors.get(keyText(key));
  const known = decisions.flatMap((decision) => {
    const [a, b] = [find(decision.a), find(decision.b)];
    return a === undefined || b === undefined ? [] : [{ ...decision, a, b }];
  });
  for (const { verdict, a, b } of known) if (verdict === 'cannot') graph.forbid(a, b);
  const musts = known.filter(({ verdict }) => verdict === 'must').sort((x, y) => x.at - y.at || (x.id < y.id ? -1 : 1));
  for (const { a, b, reason, actor } of musts)
    graph.join(a, b, 'verified', { rule: 'decision', value: reason }, { actor });
}
