import { compareKeys } from './identity/companyKey.ts';
import { sourcePriority } from './identity/nameAccounts.ts';
import type { PersonFact } from './model.ts';

/**
 * People of the CRMs, one per e-mail address: by the source that is believed more, within one source by the record changed last. What they
 * do not say is completed by the others; all that is said of consent stays, and who has left has left. An address is no name.
 */
export function mergePeople(people: readonly PersonFact[]): PersonFact[] {
  const merged = new Map<string, PersonFact>();
  const believedFirst = people
    .filter((person) => person.key.source !== 'zendesk')
    .sort(
      (a, b) =>
        sourcePriority[a.key.source] - sourcePriority[b.key.source] ||
        b.modifiedAt - a.modifiedAt ||
        compareKeys(a.key, b.key),
    );
  for (const person of believedFirst) {
    const key = person.email?.toLowerCase() ?? `${person.key.source}/${person.key.id}`;
    const other = merged.get(key);
    merged.set(
      key,
      other
        ? {
            ...other,
            name: other.name === other.email ? person.name : other.name,
            title: other.title ?? person.title,
            role: other.role === 'unknown' ? person.role : other.role,
            leftAt: other.leftAt ?? person.leftAt,
            doNotContact: other.doNotContact || person.doNotContact,
            consents: [...(other.consents ?? []), ...(person.consents ?? [])],
          }
        : person,
    );
  }
  return [...merged.values()];
}
