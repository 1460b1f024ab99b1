import { keyOf } from '../linkage/blockKeys.ts';
import type { CompanyFact, Source, SourceKey } from '../model.ts';
import { coreName } from './coreName.ts';
import { registrableDomain, registrableDomains } from './domains.ts';
import { readTaxId } from './taxId.ts';

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

/** What identity needs to know of a company record; a few hundred bytes. */
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
  /** Keys of the corporate addresses of the company and its people, and the domains of its people. Both bounded; see `addContact`. */
  contacts: number[];
  contactDomains: string[];
};

/** A list of more addresses than this is a mailing list, and would tell no more. */
const maxContacts = 40;
const maxContactDomains = 4;

/** The part of a company fact that identity works on. */
export function companyKey(fact: CompanyFact): CompanyKey {
  const company: CompanyKey = {
    key: fact.key,
    name: fact.name,
    core: coreName(fact.name),
    domains: registrableDomains([...fact.websites, ...fact.emails]),
    country: fact.country,
    parentId: fact.parentId,
    crossIds: fact.crossIds,
    mergedIds: fact.mergedIds,
    taxIds: fact.taxIds.map(readTaxId).filter((id) => id !== null),
    contacts: [],
    contactDomains: [],
  };
  for (const email of fact.emails) addContact(company, email);
  return company;
}

/** Notes the address of one of the company's people. One at a mail provider is of no use: it may be anybody's. */
export function addContact(company: CompanyKey, email: string): void {
  const found = contactOf(email);
  if (found) addContactKey(company, found.contact, found.domain);
}

/** The key and the domain of a corporate address; null for one at a mail provider. */
export function contactOf(email: string): { contact: number; domain: string } | null {
  const domain = registrableDomain(email);
  return domain === null ? null : { contact: keyOf(email.trim().toLowerCase()), domain };
}

/** Notes an address by its key. */
export function addContactKey(company: CompanyKey, contact: number, domain: string): void {
  const { contacts, contactDomains } = company;
  if (contacts.length < maxContacts && !contacts.includes(contact)) contacts.push(contact);
  if (contactDomains.length < maxContactDomains && !contactDomains.includes(domain)) contactDomains.push(domain);
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
