import { getDomain } from 'tldts';

/**
 * Mailboxes anyone can open, and hosts anyone can publish on: such a domain says nothing about whose customer someone is.
 * Reviewed by hand, short on purpose: the private part of the public suffix list already covers most hosting (github.io, myshopify.com).
 */
const sharedDomains = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'hotmail.co.uk',
  'hotmail.fr',
  'live.com',
  'msn.com',
  'yahoo.com',
  'yahoo.co.uk',
  'yahoo.co.jp',
  'yahoo.fr',
  'yahoo.de',
  'ymail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'gmx.de',
  'gmx.net',
  'gmx.com',
  'gmx.at',
  'web.de',
  't-online.de',
  'freenet.de',
  'proton.me',
  'protonmail.com',
  'pm.me',
  'tutanota.com',
  'mail.com',
  'mail.ru',
  'yandex.ru',
  'yandex.com',
  'qq.com',
  '163.com',
  '126.com',
  'naver.com',
  'daum.net',
  'hanmail.net',
  'libero.it',
  'orange.fr',
  'wanadoo.fr',
  'free.fr',
  'laposte.net',
  'uol.com.br',
  'bol.com.br',
  'terra.com.br',
  'rediffmail.com',
  'zoho.com',
  'fastmail.com',
  'hey.com',
  'mailinator.com',
  'guerrillamail.com',
  '10minutemail.com',
  'yopmail.com',
  'linkedin.com',
  'facebook.com',
  'twitter.com',
  'x.com',
  'instagram.com',
  'youtube.com',
]);

/** The registrable domain of a website, host or e-mail address, lower case: `https://www.shop.acme.co.uk/x` is `acme.co.uk`. Null when there is none, or when the domain is shared by strangers. */
export function registrableDomain(address: string): string | null {
  const domain = getDomain(address.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : address, {
    allowPrivateDomains: true,
  });
  return domain === null || sharedDomains.has(domain) ? null : domain;
}

/** The distinct usable domains of several addresses, in order. */
export function registrableDomains(addresses: readonly string[]): string[] {
  return [...new Set(addresses.flatMap((address) => registrableDomain(address) ?? []))];
}
