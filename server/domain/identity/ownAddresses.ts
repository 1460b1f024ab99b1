import type { Fact } from '../model.ts';
import { registrableDomain } from './domains.ts';

/**
 * A fact as identity sees it: without the addresses and sites of our own people. A ticket that one of us opened, or a test customer with
 * our own site, says nothing of whose it is; only what the source itself names does. `own` are registrable domains.
 */
export function withoutOwn(fact: Fact, own: ReadonlySet<string>): Fact {
  if (own.size === 0) return fact;
  const isOwn = (address: string) => own.has(registrableDomain(address) ?? '');
  const foreign = (addresses: string[]) => addresses.filter((address) => !isOwn(address));
  if (fact.type === 'company') return { ...fact, websites: foreign(fact.websites), emails: foreign(fact.emails) };
  if ((fact.type === 'person' || fact.type === 'other') && fact.email !== null && isOwn(fact.email))
    return { ...fact, email: null };
  return fact;
}
