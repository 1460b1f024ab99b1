import { parse } from 'tldts';
import { isShared } from './sharedDomains.ts';

/** The registrable domain of a website, host or e-mail address, lower case: `https://www.shop.acme.co.uk/x` is `acme.co.uk`. Null when there is none, or when the domain is shared by strangers. */
export function registrableDomain(address: string): string | null {
  const host = address.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : address;
  const { domain, domainWithoutSuffix, publicSuffix } = parse(host, { allowPrivateDomains: true });
  if (domain === null || domainWithoutSuffix === null || publicSuffix === null) return null;
  return isShared(domain, domainWithoutSuffix, publicSuffix) ? null : domain;
}

/** The distinct usable domains of several addresses, in order. */
export function registrableDomains(addresses: readonly string[]): string[] {
  return [...new Set(addresses.flatMap((address) => registrableDomain(address) ?? []))];
}
