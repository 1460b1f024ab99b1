import { type GoldenRule, goldenFields } from '../../lib/contract/provenance.ts';
import type { Config } from '../config.ts';
import { type Deciding, type Golden, goldenRecord, undated } from '../domain/document/goldenRecord.ts';
import { parentSaidBy } from '../domain/document/provenance.ts';
import { keyText } from '../domain/identity/companyKey.ts';
import type { Explanation } from '../domain/identity/explain.ts';
import type { CompanyFact } from '../domain/model.ts';
import { emptyFacts } from '../jobs/accountFacts.ts';
import { normaliser } from '../jobs/normaliser.ts';
import { readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { readParents } from '../store/parents.ts';
import { readRecordsOfAccounts } from '../store/records.ts';
import { LookupError } from './context.ts';
import { explainPair, explainText, findRecords } from './explain.ts';
import { plain } from './plain.ts';
import { agoText } from './sources.ts';

/** A record as `source/kind/id`, and when it was last changed; one of Stripe, which does not say, when it was last read. */
type Said = { record: string; observedAt: string };
type Lost = Said & { value: unknown; lost: Deciding };

/** A field of the header: its value, from which record, by which rule, and who says something else or nothing. All null where nobody says any. */
export type ExplainedField = {
  field: (typeof goldenFields)[number] | 'parent';
  value: unknown;
  rule: GoldenRule | null;
  from: Said | null;
  others: Lost[];
  /** The records of better believed sources that say nothing. */
  silent: string[];
};
export type ExplainedCustomer = { accountId: string; fields: ExplainedField[] };

/** `alongside explain <first> [second]`: one customer's golden record, or why two are one or not; as data and as text. Throws LookupError. */
export async function runExplain(
  store: Store,
  { tenant, sources }: Config,
  [first, second]: readonly [string, string | undefined],
  nowMs: number,
): Promise<{ found: Explanation | ExplainedCustomer; text: string }> {
  if (second !== undefined) {
    const found = await explainPair(store, tenant.id, [first, second]);
    return { found, text: explainText(found) };
  }
  const found = await explainCustomer(store, tenant.id, sources, first);
  return { found, text: explainCustomerText(found, nowMs) };
}

/**
 * The golden record of a customer from the records as they are stored now, by the rules of today; nothing is written. The customer is a
 * company record (`salesforce/Account/<id>`), an account id or an unambiguous part of a name. Throws LookupError.
 */
async function explainCustomer(
  store: Store,
  tenantId: string,
  sources: Config['sources'],
  text: string,
): Promise<ExplainedCustomer> {
  const records = await findRecords(store, tenantId, text);
  const [{ accountId } = { accountId: null }] = await readMembershipsOf(store, tenantId, { records });
  if (accountId === null) throw new LookupError(`${text} belongs to no customer. Run "alongside sync" first.`);
  const toFact = normaliser(sources);
  const stored = (await readRecordsOfAccounts(store, tenantId, [accountId])).get(accountId) ?? [];
  const companies = stored.map(toFact).filter((fact) => fact?.type === 'company');
  const facts = { ...emptyFacts(accountId), companies };
  const golden = goldenRecord(facts);
  const parent = (await readParents(store, tenantId, [accountId])).get(accountId);
  const saysParent = parent && parentSaidBy(facts, parent);
  const fields = goldenFields.map((field) => explained(field, golden[field]));
  if (parent && saysParent)
    fields.push({
      ...explained('parent', null),
      value: { accountId: parent.accountId, name: parent.name },
      rule: 'hierarchy',
      from: said(saysParent),
    });
  return { accountId, fields };
}

function explained(field: ExplainedField['field'], golden: Golden<unknown> | null): ExplainedField {
  if (!golden) return { field, value: null, rule: null, from: null, others: [], silent: [] };
  const { value, rule, record, others, silent } = golden;
  return {
    field,
    value,
    rule,
    from: said(record),
    others: others.map((other) => ({ ...said(other.record), value: other.value, lost: other.lost })),
    silent: silent.map(({ key }) => keyText(key)),
  };
}

function said({ key, modifiedAt }: CompanyFact): Said {
  return { record: keyText(key), observedAt: new Date(modifiedAt).toISOString() };
}

const ruleWords: Record<GoldenRule, string> = {
  only: 'no record says anything else',
  completeness: 'sources that are believed more say nothing',
  agreement: 'more sources say it',
  priority: 'its source is believed more',
  recency: 'of the records of its source, it was changed last',
  active: 'this owner is still with us',
  order: 'of the records of its source, it is the first',
  hierarchy: 'the first parent, in the order of systems, that closes no circle',
};

const lostWords: Record<Deciding, string> = {
  completeness: 'says less',
  agreement: 'fewer sources say it',
  priority: 'its source is believed less',
  recency: 'changed earlier',
  active: 'this owner has left',
  order: 'it comes later in the order of ids',
};

/** The golden record as text: of each field the value, where it is from, since when and why, and why the others lost. */
function explainCustomerText({ accountId, fields }: ExplainedCustomer, nowMs: number): string {
  const line = (label: string, value: string) => `  ${label.padEnd(10)}${value}`;
  const where = ({ record, observedAt }: Said) =>
    `${record}, ${record.startsWith(`${undated}/`) ? 'read' : 'changed'} ${agoText(observedAt, nowMs)}`;
  const out = [`${valueText(fields.find(({ field }) => field === 'name')?.value)}  ${accountId}`];
  for (const { field, value, rule, from, others, silent } of fields) {
    out.push('', `${field}: ${from ? valueText(value) : 'nobody says'}`);
    if (from) out.push(line('from', where(from)));
    const isFuller = rule === 'completeness' && silent.length === 0;
    if (rule)
      out.push(line('why', `${rule}: ${isFuller ? 'of the records of its source, it says most' : ruleWords[rule]}`));
    for (const record of silent) out.push(line('silent', record));
    for (const other of others)
      out.push(line('not', `${valueText(other.value)} (${where(other)}): ${lostWords[other.lost]}`));
  }
  return plain(out);
}

/** A text, an owner or a parent in one line. */
function valueText(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value ?? 'Unnamed customer');
  const { name, email, accountId } = value as { name: string; email?: string | null; accountId?: string };
  const more = email ?? accountId;
  return more ? `${name} (${more})` : name;
}
