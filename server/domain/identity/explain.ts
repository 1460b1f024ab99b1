import type { Edge } from './clusters.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import { profileOf } from './profiles.ts';
import type { Identity } from './resolveIdentity.ts';
import { modelVersion, type Weighing } from './similarityModel.ts';

/** A record as it is named in an explanation. */
type Named = { key: string; name: string };
/** One link on the way from the first to the second. */
export type ExplainedLink = { a: Named; b: Named; rule: string; value: string; score: number | null; actor: string };

/** Why two customers, or two records, are one or are two. */
export type Explanation = {
  a: Named[];
  b: Named[];
  isOne: boolean;
  modelVersion: number;
  /** How many pairs of one customer the weights were learnt from; 0 where the tenant has too few and they are the fixed ones. */
  learntFrom: number;
  /** The shortest way of links from one to the other; empty when they are two. */
  way: ExplainedLink[];
  /** Keys that the two share, whether they were enough or not. */
  shared: { what: 'crossId' | 'taxId' | 'domain' | 'name' | 'contact'; value: string }[];
  /** What a steward's decision has prevented. */
  prevented: ExplainedLink[];
  /** What similarity says of them, as keys left them. */
  weighing: Weighing;
  /** Why similarity did not join them although it says enough to be asked; null when it did, or says too little. */
  held: string | null;
};

/** Explains the records `a` against the records `b`, each of one customer; indices of the identity's graph. */
export function explain(
  { graph, frequencies, similarity, review }: Identity,
  a: readonly number[],
  b: readonly number[],
): Explanation {
  const named = (i: number): Named => {
    const { key, name } = graph.companies[i] as CompanyKey;
    return { key: keyText(key), name };
  };
  const link = ({ a: from, b: to, evidence, weighing, actor }: Edge): ExplainedLink => ({
    a: named(from),
    b: named(to),
    rule: evidence.rule,
    value: evidence.value,
    score: weighing?.probability ?? null,
    actor,
  });
  const left = graph.find(a[0] as number);
  const right = graph.find(b[0] as number);
  const [one, two] = [new Set(a), new Set(b)];
  const asKeysLeft = (nodes: readonly number[], other: ReadonlySet<number>) => {
    const whole = similarity.profiles.filter((p) => p.nodes.some((i) => nodes.includes(i))).flatMap((p) => p.nodes);
    // Two that keys have joined already are weighed by themselves.
    return profileOf(graph, whole.some((i) => other.has(i)) ? nodes : whole);
  };
  const asked = review.find(
    (r) =>
      (graph.find(r.a) === left && graph.find(r.b) === right) ||
      (graph.find(r.a) === right && graph.find(r.b) === left),
  );
  return {
    a: a.map(named),
    b: b.map(named),
    isOne: left === right,
    modelVersion,
    learntFrom: frequencies.learnt.matches,
    way: left === right ? wayBetween(graph, one, two).map(link) : [],
    shared: sharedKeys(
      a.map((i) => graph.companies[i] as CompanyKey),
      b.map((i) => graph.companies[i] as CompanyKey),
    ),
    prevented: graph.refused
      .filter(
        (e) =>
          [e.a, e.b]
            .map((i) => graph.find(i))
            .sort()
            .join() === [left, right].sort().join(),
      )
      .map(link),
    weighing: similarity.weigh(asKeysLeft(a, two), asKeysLeft(b, one)),
    held: left === right ? null : (asked?.why ?? null),
  };
}

/** The links of the shortest way from one set of records to the other, breadth first. */
function wayBetween(graph: Identity['graph'], from: ReadonlySet<number>, to: ReadonlySet<number>): Edge[] {
  const ways = new Map<number, Edge[]>([...from].map((i) => [i, []]));
  for (const [node, way] of ways) {
    if (to.has(node)) return way;
    for (const edge of graph.edgesOf(node)) {
      const other = edge.a === node ? edge.b : edge.a;
      if (!ways.has(other)) ways.set(other, [...way, edge]);
    }
  }
  return [];
}

function sharedKeys(a: readonly CompanyKey[], b: readonly CompanyKey[]): Explanation['shared'] {
  const all = <T>(of: readonly CompanyKey[], values: (c: CompanyKey) => readonly T[]) => new Set(of.flatMap(values));
  const common = <T>(values: (c: CompanyKey) => readonly T[]) =>
    [...all(a, values)].filter((v) => all(b, values).has(v));
  const claims = (of: readonly CompanyKey[], targets: readonly CompanyKey[]) => {
    const keys = all(targets, ({ key, mergedIds }) => [key.id, ...mergedIds].map((id) => `${key.source}/${id}`));
    return of.flatMap(({ crossIds }) => crossIds.filter(({ source, id }) => keys.has(`${source}/${id}`)));
  };
  const contacts = common((c) => c.contacts).length;
  return [
    ...[...claims(a, b), ...claims(b, a)].map(({ id }) => ({ what: 'crossId' as const, value: id })),
    ...common((c) => c.taxIds).map((value) => ({ what: 'taxId' as const, value })),
    ...common((c) => c.domains).map((value) => ({ what: 'domain' as const, value })),
    ...common((c) => (c.core === '' ? [] : [c.core])).map((value) => ({ what: 'name' as const, value })),
    ...(contacts > 0 ? [{ what: 'contact' as const, value: String(contacts) }] : []),
  ];
}
