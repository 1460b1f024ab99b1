import { goldenFields, type RecordProvenance } from '../../../lib/contract/provenance.ts';
import { compareKeys, keyText } from '../identity/companyKey.ts';
import { notMergedAway } from '../identity/nameAccounts.ts';
import type { AccountFacts, CompanyFact } from '../model.ts';
import type { GoldenRecord } from './goldenRecord.ts';

/** The parent of an account, and the record that its source calls the parent, as `source/kind/id`. */
export type NamedParent = { accountId: string; name: string; evidence: string };

/** The record that says whose subsidiary the customer is: of those that name the parent's record, the first in the order of ids. */
export function parentSaidBy({ companies }: AccountFacts, { evidence }: NamedParent): CompanyFact | null {
  const said = notMergedAway(companies).filter(
    ({ key, parentId }) => parentId !== null && keyText({ ...key, id: parentId }) === evidence,
  );
  return said.sort((a, b) => compareKeys(a.key, b.key))[0] ?? null;
}

/** What the header has from which record, in the order of its fields; records that say nothing else are left out. */
export function provenanceOf(golden: GoldenRecord, parentRecord: CompanyFact | null): RecordProvenance[] {
  const found = new Map<CompanyFact, RecordProvenance>();
  const of = (record: CompanyFact) => {
    const { source, kind, id } = record.key;
    const observedAt = new Date(record.modifiedAt).toISOString();
    const known = found.get(record) ?? { system: source, object: kind, id, observedAt, fields: {} };
    found.set(record, known);
    return known;
  };
  for (const field of goldenFields) {
    const value = golden[field];
    if (!value) continue;
    of(value.record).fields[field] = value.rule;
    for (const { record } of value.others) {
      const known = of(record);
      known.differs = [...(known.differs ?? []), field];
    }
  }
  if (parentRecord) of(parentRecord).fields.parent = 'hierarchy';
  return [...found.values()];
}

/** The same without Stripe, for those who may not know what it says: what differed from it alone is what nobody contradicts. */
export function withoutStripe(provenance: readonly RecordProvenance[]): RecordProvenance[] {
  const left = provenance.filter(({ system }) => system !== 'stripe');
  const contested = new Set(left.flatMap(({ differs }) => differs ?? []));
  return left.map((record) => ({
    ...record,
    fields: Object.fromEntries(
      Object.entries(record.fields).map(([field, rule]) => [
        field,
        rule === 'priority' && !contested.has(field as never) ? 'only' : rule,
      ]),
    ),
  }));
}

/** The same without the times: what a document is compared by, so that a record that was only touched makes no new version. */
export function withoutTimes(provenance: readonly RecordProvenance[]): Omit<RecordProvenance, 'observedAt'>[] {
  return provenance.map(({ observedAt: _, ...record }) => record);
}
