import type { GoldenRule } from '../../../lib/contract/provenance.ts';
import { compareKeys } from '../identity/companyKey.ts';
import { livingCompanies } from '../livingCompanies.ts';
import type { AccountFacts, CompanyFact, Source } from '../model.ts';
import { type FieldDefinition, fieldDefinitions, type GoldenField, type GoldenValue } from './fieldDefinitions.ts';

/** What may decide between two records that say different things. */
export type Deciding = Exclude<GoldenRule, 'only' | 'hierarchy'>;

/**
 * A value of the header, the record that says it, and why it won. `others`: the records that say something else, the best first, each with
 * what it lost by. `silent`: the records of better believed sources that say nothing.
 */
export type Golden<T> = {
  value: T;
  rule: GoldenRule;
  record: CompanyFact;
  others: { value: T; record: CompanyFact; lost: Deciding }[];
  silent: CompanyFact[];
};

export type GoldenRecord = { [F in GoldenField]: Golden<GoldenValue<F>> | null };

/** The source that does not say when a record was changed: its times are those of our reading. */
export const undated: Source = 'stripe';

/**
 * What survives of the company records of an account in each field of the header, by the rule of the field. A record that its source has
 * merged into another says nothing, unless there is no other. Pure, and independent of the order in which records were read.
 */
export function goldenRecord(facts: AccountFacts): GoldenRecord {
  const companies = describing(facts);
  const { name, domain, tier, industry, country, owner } = fieldDefinitions;
  return {
    // A customer must be called something, if need be by what stands in for a name.
    name: survivor(companies, name) ?? survivor(companies, { ...name, read: (c) => c.name }),
    domain: survivor(companies, domain),
    tier: survivor(companies, tier),
    industry: survivor(companies, industry),
    country: survivor(companies, country),
    owner: survivor(companies, owner),
  };
}

/** The company records that describe an account, the one that names it first. */
export function describing(facts: AccountFacts): CompanyFact[] {
  const living = livingCompanies(facts);
  return [...(living.length > 0 ? living : facts.companies)].sort((a, b) => judge(fieldDefinitions.name, a, b).order);
}

function survivor<T>(companies: readonly CompanyFact[], definition: FieldDefinition<T>): Golden<T> | null {
  const { believed, read, isFoundApart } = definition;
  const rank = (record: CompanyFact) => believed.indexOf(record.key.source);
  const knowing = companies.filter((record) => rank(record) >= 0);
  const said = knowing.flatMap((record) => {
    const value = read(record);
    return value === null ? [] : [{ record, value }];
  });
  const [some] = said;
  if (!some) return null;
  // Mostly all of them write the same, and then there is nothing to be compared.
  const isOne = said.every(({ value }) => value === some.value);
  const says = (record: CompanyFact, value: T) => isOne || definition.says(record, value);
  const sourcesThatSay = ({ value }: { value: T }) =>
    new Set(said.flatMap(({ record }) => (says(record, value) ? record.key.source : []))).size;
  const counts = new Map(isFoundApart && !isOne ? said.map((one) => [one.record, sourcesThatSay(one)]) : []);
  const between = (a: CompanyFact, b: CompanyFact) => judge(definition, a, b, (record) => counts.get(record) ?? 0);
  said.sort((a, b) => between(a.record, b.record).order);
  const [first = some] = said;
  // Of records of one source that agree, and that win alike, the first in the order of ids: which of them was touched last says nothing.
  const differ = said.findIndex(
    ({ record }) => record.key.source !== first.record.key.source || !says(record, first.value),
  );
  const [best = first] = said
    .slice(0, differ < 0 ? said.length : differ)
    .sort((a, b) => compareKeys(a.record.key, b.record.key));
  const others = said
    .filter(({ record }) => !says(record, best.value))
    .map((other) => ({ ...other, lost: between(best.record, other.record).by }));
  const better = knowing.filter((record) => rank(record) < rank(best.record));
  // What is billed needs no name, so a customer of Stripe without one leaves nothing to be filled in.
  const silent = better
    .filter((record) => record.key.source !== undated && read(record) === null)
    .sort((a, b) => rank(a) - rank(b) || compareKeys(a.key, b.key));
  const isFilledIn = silent.length > 0 && others.every(({ record }) => rank(record) >= rank(best.record));
  return { ...best, rule: isFilledIn ? 'completeness' : (others[0]?.lost ?? 'only'), others, silent };
}

/** Which of two records wins, below zero the first one, and by what. `agreeing`: how many sources say what a record says. */
function judge<T>(
  { believed, isPast, isLabel }: FieldDefinition<T>,
  a: CompanyFact,
  b: CompanyFact,
  agreeing: (record: CompanyFact) => number = () => 0,
): { order: number; by: Deciding } {
  const past = isPast ? Number(isPast(a)) - Number(isPast(b)) : 0;
  if (past !== 0) return { order: past, by: 'active' };
  const agreement = agreeing(b) - agreeing(a);
  if (agreement !== 0) return { order: agreement, by: 'agreement' };
  const priority = believed.indexOf(a.key.source) - believed.indexOf(b.key.source);
  if (priority !== 0) return { order: priority, by: 'priority' };
  if (!isLabel) {
    const recency = a.key.source === undated ? 0 : b.modifiedAt - a.modifiedAt;
    if (recency !== 0) return { order: recency, by: 'recency' };
    const completeness = howMuch(b) - howMuch(a);
    if (completeness !== 0) return { order: completeness, by: 'completeness' };
  }
  return { order: compareKeys(a.key, b.key), by: 'order' };
}

/** How many of the fields a record says. */
function howMuch(company: CompanyFact): number {
  return Object.values(fieldDefinitions).filter(({ read }) => read(company) !== null).length;
}
