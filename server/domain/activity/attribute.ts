import { registrableDomain } from '../identity/domains.ts';
import type { CompanyIndex, Found } from './companyIndex.ts';

/**
 * Whose activity it is, and why. `accountId` null: nobody's, with the reason in `by`. Never decided by a name, and never when two
 * customers fit.
 */
export type Attribution = {
  accountId: string | null;
  by: 'recordId' | 'externalId' | 'domain' | 'userDomains' | 'group' | 'several' | 'internal' | 'unknown';
  /** What was compared: the id, the domain, or the domains of the people. */
  value: string;
};

/** The e-mail domains of people, with how many of them have each. */
export type UserDomains = readonly { domain: string; users: number }[];

/**
 * The account of a group: by the id of a record, by an id that a record carries, by the group's own domain, else by the domains of its
 * people when all that are known lead to one customer.
 */
export function attributeGroup(
  group: { id: string; domain: string | null; users: UserDomains },
  index: CompanyIndex,
): Attribution {
  const domain = group.domain ?? domainOf(group.id);
  const ways: [Attribution['by'], string, Found][] = [
    ['recordId', group.id, index.byRecordId(group.id)],
    ['externalId', group.id, index.byExternalId(group.id)],
    ['domain', domain ?? '', domain === null ? null : index.byDomain(domain)],
  ];
  for (const [by, value, found] of ways) {
    // A value that two customers share is a contradiction; a weaker hint does not settle it.
    if (found === 'several') return { accountId: null, by: 'several', value };
    if (found) return { accountId: found.accountId, by, value };
  }
  return byDomains(group.users, index);
}

/**
 * The account of a person whose events name no group: that of the groups, when they all belong to one; without any, that of the e-mail
 * domain. `groups`: the accounts of the groups, null for one of nobody.
 */
export function attributeUser(
  user: { internal: boolean; domain: string | null; groups: readonly { id: string; accountId: string | null }[] },
  index: CompanyIndex,
): Attribution {
  if (user.internal) return { accountId: null, by: 'internal', value: user.domain ?? '' };
  const accounts = new Set(user.groups.map((g) => g.accountId));
  const [only] = accounts;
  const value = user.groups
    .map((g) => g.id)
    .join(', ')
    .slice(0, 200);
  if (accounts.size === 1 && only) return { accountId: only, by: 'group', value };
  // In groups of several customers, or of one we know and one we do not: which one an event was for is not known.
  if (accounts.size > 1) return { accountId: null, by: 'several', value };
  return byDomains(user.domain === null ? [] : [{ domain: user.domain, users: 1 }], index);
}

function byDomains(users: UserDomains, index: CompanyIndex): Attribution {
  const value = users
    .map(({ domain, users: n }) => `${domain} (${n})`)
    .sort()
    .join(', ')
    .slice(0, 200);
  const found = users.map(({ domain }) => index.byDomain(domain)).filter((one) => one !== null);
  const accounts = new Set(found.map((one) => (one === 'several' ? one : one.accountId)));
  const [only] = accounts;
  if (accounts.size > 1 || only === 'several') return { accountId: null, by: 'several', value };
  return only === undefined ? { accountId: null, by: 'unknown', value } : { accountId: only, by: 'userDomains', value };
}

/** A group whose id is a domain or an address of a website. */
function domainOf(id: string): string | null {
  return id.includes('.') && !/[@\s]/.test(id) ? registrableDomain(id) : null;
}
