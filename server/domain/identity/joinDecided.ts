import type { Clusters } from './clusters.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import { chainsOf, type Decision } from './decisions.ts';

/**
 * Applies what stewards have decided, before any rule: first what must stay apart, then what must be one, oldest first. An id that was
 * merged away in its source stands for the record that survived. Such a merge can make decisions contradict each other; then those
 * that keep apart win.
 *
 * A record that is gone still connects: what must be one with it must be one, and stays apart from what it must not be. So whatever was
 * decided about it holds for the first record of its chain that is there.
 */
export function joinDecided(decisions: readonly Decision[], graph: Clusters): void {
  if (decisions.length === 0) return;
  const survivors = new Map<string, number>();
  for (const [i, { key, mergedIds }] of graph.companies.entries())
    for (const id of mergedIds) survivors.set(keyText({ ...key, id }), i);
  const find = (record: string) => graph.index.get(record) ?? survivors.get(record);
  const pointOf = (key: Decision['a']) => {
    const i = find(keyText(key));
    return i === undefined ? keyText(key) : keyText((graph.companies[i] as CompanyKey).key);
  };
  const known = decisions
    .map((decision) => ({ ...decision, a: pointOf(decision.a), b: pointOf(decision.b) }))
    .sort((x, y) => x.at - y.at || (x.id < y.id ? -1 : 1));
  const cannots = known.filter(({ verdict, a, b }) => verdict === 'cannot' && a !== b);
  const musts = known.filter(({ verdict }) => verdict === 'must');
  const chains = chainsOf(
    musts.map(({ a, b }) => [a, b] as const),
    apartBy(cannots),
  );
  const firsts = new Map<ReadonlySet<string>, number | undefined>();
  const standIn = (point: string): number | undefined => {
    const chain = chains.get(point);
    const own = graph.index.get(point);
    if (own !== undefined || !chain) return own;
    if (!firsts.has(chain)) firsts.set(chain, firstOf(chain, graph));
    return firsts.get(chain);
  };
  const there = (some: typeof known) =>
    some.flatMap(({ a: one, b: other, reason, actor }) => {
      const [a, b] = [standIn(one), standIn(other)];
      return a === undefined || b === undefined ? [] : [{ a, b, reason, actor }];
    });
  for (const { a, b } of there(cannots)) graph.forbid(a, b);
  for (const { a, b, reason, actor } of there(musts))
    graph.join(a, b, 'verified', { rule: 'decision', value: reason }, { actor });
}

/** Tells whether a steward keeps apart two of these records, one of each side. */
function apartBy(cannots: readonly { a: string; b: string }[]) {
  const enemies = new Map<string, string[]>();
  const add = (one: string, other: string) => enemies.set(one, [...(enemies.get(one) ?? []), other]);
  for (const { a, b } of cannots) {
    add(a, b);
    add(b, a);
  }
  return (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
    [...one].some((record) => enemies.get(record)?.some((enemy) => other.has(enemy)));
}

/** The first record of a chain that is there. */
function firstOf(chain: ReadonlySet<string>, { index }: Clusters): number | undefined {
  const there = [...chain].flatMap((record) => index.get(record) ?? []);
  return there.length === 0 ? undefined : Math.min(...there);
}
