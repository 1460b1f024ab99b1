import { company as nameKind } from '../linkage/nameKinds.ts';
import type { Source } from '../model.ts';
import type { Clusters } from './clusters.ts';
import type { CompanyKey } from './companyKey.ts';
import { unmarkedName } from './coreName.ts';
import { countryCode } from './countryCode.ts';

/** What the records of one customer say together, as similarity looks at it. */
export type Profile = {
  /** Indices of the records. */
  nodes: readonly number[];
  /** Distinct names as they are compared, each with the first record that bears it. */
  names: ReadonlyMap<string, number>;
  domains: ReadonlySet<string>;
  contactDomains: ReadonlySet<string>;
  contacts: ReadonlySet<number>;
  countries: ReadonlySet<string>;
  sources: ReadonlySet<Source>;
  taxIds: ReadonlySet<string>;
};

/** The profile of some records of a graph. */
export function profileOf(graph: Clusters, nodes: readonly number[]): Profile {
  const companies = nodes.map((i) => [i, graph.companies[i] as CompanyKey] as const);
  const names = new Map<string, number>();
  for (const [i, { name }] of companies) {
    const read = nameKind.read(unmarkedName(name));
    if (read !== null && !names.has(read)) names.set(read, i);
  }
  const all = <T>(values: (c: CompanyKey) => readonly T[]) => setOf(companies.flatMap(([, c]) => values(c)));
  const domains = all((c) => c.domains);
  return {
    nodes,
    names,
    domains,
    contactDomains: all((c) => c.contactDomains.filter((domain) => !domains.has(domain))),
    contacts: all((c) => c.contacts),
    countries: all((c) => [countryCode(c.country)].filter((code) => code !== null)),
    sources: all((c) => [c.key.source]),
    taxIds: all((c) => c.taxIds),
  };
}

const empty: ReadonlySet<never> = new Set();
/** Most customers have none of something: a set of their own would be half of what a profile takes. */
const setOf = <T>(values: readonly T[]): ReadonlySet<T> => (values.length === 0 ? empty : new Set(values));

/** Whether two sets have a value in common. */
export function meet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  for (const value of a) if (b.has(value)) return true;
  return false;
}
