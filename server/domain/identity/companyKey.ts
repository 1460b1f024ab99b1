import type { CompanyFact, Source, SourceKey } from '../model.ts';
import { coreName } from './coreName.ts';
import { registrableDomains } from './domains.ts';

/** What each source calls its company-like records. */
export const companyKinds: Record<Source, string> = {
  salesforce: 'Account',
  hubspot: 'company',
  zendesk: 'organization',
  stripe: 'customer',
  file: 'company',
};

/** What each source calls its people; Stripe has none. */
export const personKinds: Record<Source, string> = {
  salesforce: 'Contact',
  hubspot: 'contact',
  zendesk: 'user',
  stripe: '',
  file: 'person',
};

/** What identity needs to know of a company record; a few hundred bytes, so that all of a tenant fit in memory. */
export type CompanyKey = {
  key: SourceKey;
  name: string;
  core: string;
  domains: string[];
  country: string | null;
  parentId: string | null;
  crossIds: { source: Source; id: string }[];
  mergedIds: string[];
  taxIds: string[];
};

/** The part of a company fact that identity works on. */
export function companyKey(fact: CompanyFact): CompanyKey {
  return {
    key: fact.key,
    name: fact.name,
    core: coreName(fact.name),
    domains: registrableDomains([...fact.websites, ...fact.emails]),
    country: fact.country,
    parentId: fact.parentId,
    crossIds: fact.crossIds,
    mergedIds: fact.mergedIds,
    taxIds: fact.taxIds.map((id) => id.toUpperCase().replace(/[^A-Z0-9]/g, '')).filter((id) => id.length >= 6),
  };
}

/** A text key of a source record. */
export function keyText({ source, kind, id }: SourceKey): string {
  return `${source}/${kind}/${id}`;
}

/** Orders keys by their text, so that nothing depends on the order in which records were read. */
export function compareKeys(a: SourceKey, b: SourceKey): number {
  const left = keyText(a);
  const right = keyText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
