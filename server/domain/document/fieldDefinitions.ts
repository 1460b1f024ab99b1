import type { ContextHeader } from '../../../lib/contract/context.ts';
import type { goldenFields } from '../../../lib/contract/provenance.ts';
import { coreName } from '../identity/coreName.ts';
import { countryCode } from '../identity/countryCode.ts';
import { registrableDomains } from '../identity/domains.ts';
import { foldName } from '../identity/foldName.ts';
import { sourcePriority } from '../identity/nameAccounts.ts';
import type { CompanyFact, Source } from '../model.ts';

export type GoldenField = (typeof goldenFields)[number];
export type GoldenValue<F extends GoldenField> = NonNullable<ContextHeader[F]>;

/** How one field of the header is read from company records, and which of them is believed. */
export type FieldDefinition<T> = {
  /** The sources that know the field, the most believed first. */
  believed: readonly Source[];
  read: (company: CompanyFact) => T | null;
  /** Whether a record that says something says this, too. */
  says: (company: CompanyFact, value: T) => boolean;
  /** A value that holds no more: any other one is better. */
  isPast?: (company: CompanyFact) => boolean;
  /** What the customer goes by: it must not change whenever one of two records is touched, so their times do not count. */
  isLabel?: true;
  /** Every source has it from somewhere else, so what more of them say is more likely right than what one of them says. */
  isFoundApart?: true;
};

/** As identity orders the records that name an account, so that a customer is called the same wherever it is named. */
const naming = (Object.keys(sourcePriority) as Source[]).sort((a, b) => sourcePriority[a] - sourcePriority[b]);

/** By field, with the reasons in docs/adr/0050-which-value-wins.md. */
export const fieldDefinitions: { [F in GoldenField]: FieldDefinition<GoldenValue<F>> } = {
  name: {
    believed: naming,
    isLabel: true,
    read: (c) => (isStandIn(c) ? null : c.name),
    says: (c, value) => c.name === value || coreName(c.name) === coreName(value),
  },
  domain: {
    believed: naming,
    isLabel: true,
    isFoundApart: true,
    read: (c) => registrableDomains(c.websites)[0] ?? null,
    says: (c, value) => registrableDomains(c.websites).includes(value),
  },
  tier: {
    believed: ['salesforce', 'hubspot', 'file', 'zendesk'],
    read: (c) => c.tier,
    says: (c, value) => isSame(c.tier, value),
  },
  industry: {
    believed: ['salesforce', 'hubspot', 'file'],
    read: (c) => c.industry,
    says: (c, value) => isSame(c.industry, value),
  },
  country: {
    believed: ['salesforce', 'hubspot', 'file', 'stripe'],
    read: (c) => c.country,
    says: (c, value) => isSame(c.country, value) || (countryCode(c.country) ?? '') === countryCode(value),
  },
  owner: {
    believed: ['salesforce', 'hubspot', 'file'],
    read: (c) => c.owner,
    says: ({ owner }, { name, email }) =>
      isSame(owner?.name ?? null, name) || (email !== null && owner?.email?.toLowerCase() === email.toLowerCase()),
    isPast: (c) => c.ownerActive === false,
  },
};

/** What connectors take for the name of a record that has none: its id, its address, its site. */
function isStandIn({ name, key, emails, websites }: CompanyFact): boolean {
  return name === key.id || emails.includes(name) || websites.includes(name);
}

function isSame(a: string | null, b: string): boolean {
  return a !== null && (a === b || foldName(a) === foldName(b));
}
