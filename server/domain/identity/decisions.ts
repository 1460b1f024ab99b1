import type { SourceKey } from '../model.ts';
import { compareKeys, keyText } from './companyKey.ts';

/** What a steward has decided about two company records: they are one customer, or they are not. `at` is epoch milliseconds. */
export type Decision = {
  id: string;
  verdict: 'must' | 'cannot';
  a: SourceKey;
  b: SourceKey;
  reason: string;
  actor: string;
  at: number;
};

/** Why a decision cannot be taken, in words that say what to do. Nothing was changed. */
export class DecisionRefused extends Error {
  override name = 'DecisionRefused';
}

/** The two records in the order in which they are stored: a decision has no direction. */
export function orderedPair(one: SourceKey, two: SourceKey): { a: SourceKey; b: SourceKey } {
  return compareKeys(one, two) <= 0 ? { a: one, b: two } : { a: two, b: one };
}

/**
 * Throws DecisionRefused when a decision contradicts those in force, also over several steps: what must be one with A must be one with
 * whatever A must be one with. The message names the decisions in the way.
 */
export function refuseContradiction(
  inForce: readonly Decision[],
  { verdict, a, b }: Pick<Decision, 'verdict' | 'a' | 'b'>,
): void {
  const [first, second] = [keyText(a), keyText(b)];
  if (first === second) throw new DecisionRefused(`${first} is one record. Name two.`);
  const before = reach(inForce, first);
  if (verdict === 'cannot') {
    const way = before.get(second);
    if (way)
      throw new DecisionRefused(
        `${first} and ${second} are one customer by ${way.map(described).join(' and ')}. Undo that first.`,
      );
    return;
  }
  const behind = reach(inForce, second);
  const across = inForce.find(({ verdict: other, ...d }) => {
    const [x, y] = [keyText(d.a), keyText(d.b)];
    return other === 'cannot' && ((before.has(x) && behind.has(y)) || (before.has(y) && behind.has(x)));
  });
  if (!across) return;
  throw new DecisionRefused(
    `${first} and ${second} cannot be one customer: ${keyText(across.a)} and ${keyText(across.b)} are two by ${described(across)}. Undo that first.`,
  );
}

const described = ({ id, actor, at }: Decision) =>
  `the decision ${id} (${actor}, ${new Date(at).toISOString().slice(0, 10)})`;

/** Every record that must be one with this one, itself included, and the decisions that lead there. */
function reach(inForce: readonly Decision[], from: string): Map<string, Decision[]> {
  const neighbours = new Map<string, [string, Decision][]>();
  const add = (key: string, other: string, decision: Decision) =>
    neighbours.set(key, [...(neighbours.get(key) ?? []), [other, decision]]);
  for (const decision of inForce) {
    if (decision.verdict !== 'must') continue;
    add(keyText(decision.a), keyText(decision.b), decision);
    add(keyText(decision.b), keyText(decision.a), decision);
  }
  const ways = new Map<string, Decision[]>([[from, []]]);
  for (const [key, way] of ways) {
    for (const [other, decision] of neighbours.get(key) ?? [])
      if (!ways.has(other)) ways.set(other, [...way, decision]);
  }
  return ways;
}

/** The pairs of records that such decisions are about, by key text. */
export function decisionPairs(
  decisions: readonly Pick<Decision, 'verdict' | 'a' | 'b'>[],
  verdict: Decision['verdict'],
): [string, string][] {
  return decisions.filter((d) => d.verdict === verdict).map(({ a, b }) => [keyText(a), keyText(b)]);
}

/**
 * Of each record that must be one with others: all of them, itself included, by key text. Whether they are still there makes no difference:
 * what a steward has made one stays one when a record between is gone. Two chains that `areApart` are not joined; the pairs that come first win.
 */
export function chainsOf(
  musts: Iterable<readonly [string, string]>,
  areApart: (one: ReadonlySet<string>, other: ReadonlySet<string>) => boolean = () => false,
): Map<string, Set<string>> {
  const chains = new Map<string, Set<string>>();
  for (const [a, b] of musts) {
    const [one, other] = [chains.get(a) ?? new Set([a]), chains.get(b) ?? new Set([b])];
    if (one.has(b) || areApart(one, other)) continue;
    for (const record of other) one.add(record);
    for (const record of one) chains.set(record, one);
  }
  return chains;
}
