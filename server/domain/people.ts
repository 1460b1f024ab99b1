import type { PersonFact } from './model.ts';

/** People of the CRMs, one per e-mail address; what one source knows better completes the other, and all that is said of consent stays. */
export function mergePeople(people: readonly PersonFact[]): PersonFact[] {
  const merged = new Map<string, PersonFact>();
  for (const person of people) {
    if (person.key.source === 'zendesk') continue;
    const key = person.email?.toLowerCase() ?? `${person.key.source}/${person.key.id}`;
    const other = merged.get(key);
    merged.set(
      key,
      other
        ? {
            ...other,
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
