import type { DataFlag, qualityFields, qualityKinds, stewards } from '../../lib/contract/quality.ts';
import { openDeals } from './deals.ts';
import { countryCode } from './identity/countryCode.ts';
import { registrableDomains } from './identity/domains.ts';
import { foldName } from './identity/foldName.ts';
import { livingCompanies } from './livingCompanies.ts';
import type { AccountFacts, CompanyFact, Source } from './model.ts';

const staleDays = 365;
const dayMs = 86_400_000;
const crms: readonly Source[] = ['salesforce', 'hubspot'];

type Flag = DataFlag & {
  what: (typeof qualityKinds)[number];
  field: (typeof qualityFields)[number];
  steward: (typeof stewards)[number];
};

/** What somebody should put right in the records of an account, and who answers for that source. Pure; the order is fixed. */
export function dataQuality(facts: AccountFacts, nowMs: number): Flag[] {
  const flags: Flag[] = [];
  const companies = livingCompanies(facts);
  const flag = (what: Flag['what'], field: Flag['field'], system: Source) =>
    flags.push({ what, field, system, steward: stewardOf(system) });
  for (const system of crms) {
    const records = companies.filter((c) => c.key.source === system);
    if (records.length === 0) continue;
    const isMissing = (read: (c: CompanyFact) => unknown) => records.every((c) => !read(c));
    if (isMissing((c) => c.owner)) flag('missing', 'owner', system);
    if (isMissing((c) => registrableDomains(c.websites).length > 0)) flag('missing', 'domain', system);
    if (isMissing((c) => c.country)) flag('missing', 'country', system);
    if (isMissing((c) => c.tier)) flag('missing', 'tier', system);
    if (records.every((c) => nowMs - c.modifiedAt > staleDays * dayMs)) flag('stale', 'record', system);
    const today = new Date(nowMs).toISOString().slice(0, 10);
    if (openDeals(facts).some((d) => d.key.source === system && d.closesOn !== null && d.closesOn < today))
      flag('stale', 'closeDate', system);
  }
  for (const system of ['salesforce', 'hubspot', 'zendesk'] as const)
    if (companies.filter((c) => c.key.source === system).length > 1) flag('duplicate', 'record', system);
  if (differs(companies, (c) => c.tier)) flag('conflicting', 'tier', 'salesforce');
  // One system writes "Germany", another one "DE".
  if (differs(companies, (c) => countryCode(c.country) ?? c.country)) flag('conflicting', 'country', 'salesforce');
  return flags;
}

/** Whether the two CRMs both say something, and nothing of it is the same. */
function differs(companies: readonly CompanyFact[], read: (c: CompanyFact) => string | null): boolean {
  const said = (source: Source) =>
    new Set(companies.flatMap((c) => (c.key.source === source ? (read(c) ?? []) : [])).map((v) => foldName(v)));
  const [a, b] = [said('salesforce'), said('hubspot')];
  return a.size > 0 && b.size > 0 && ![...a].some((value) => b.has(value));
}

function stewardOf(system: Source): Flag['steward'] {
  if (system === 'zendesk') return 'supportOperations';
  return system === 'stripe' ? 'billing' : 'salesOperations';
}
