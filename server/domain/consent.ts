import type { PersonConsent } from '../../lib/contract/consent.ts';
import type { OptOut } from './consentStatement.ts';
import type { Consent, PersonFact } from './model.ts';

export const consentChannels = ['email', 'phone', 'mail', 'social', 'web'] as const;
export type ConsentChannel = (typeof consentChannels)[number];
type State = Consent['state'];

/** What a person refuses, as the panel shows it. Whoever refuses nothing has not agreed to anything by that. */
export type Refusal = { doNotContact: boolean; optOuts: OptOut[] };

/**
 * What holds for a person on a channel: the strictest of what the kinds of records say. Nothing known stays unknown, which is not
 * agreement.
 */
export function consentOn(consents: readonly Consent[], channel: ConsentChannel, nowMs: number): State {
  const said = saidOn(consents, channel, nowMs);
  if (said.some((c) => c.state === 'optedOut')) return 'optedOut';
  return said.length > 0 ? 'optedIn' : 'unknown';
}

/** What a person refuses: everything, if a source has one word for it, or channels. */
export function refusalOf({ doNotContact, consents = [] }: PersonFact, nowMs: number): Refusal {
  const all = holding(consents, nowMs).some((c) => c.channel === 'all' && c.topic === null && c.state === 'optedOut');
  const optOuts = (['email', 'phone'] as const).filter((what) => consentOn(consents, what, nowMs) === 'optedOut');
  return { doNotContact: doNotContact || all, optOuts };
}

/** Whether a person can be reached neither by e-mail nor by phone. */
export function refusesContact(person: PersonFact, nowMs: number): boolean {
  const { doNotContact, optOuts } = refusalOf(person, nowMs);
  return doNotContact || optOuts.length === 2;
}

/** Everything that sources say of people's consent, with source, record and time; people of whom nothing is known are left out. */
export function consentsOf(people: readonly PersonFact[], nowMs: number): PersonConsent[] {
  return people.flatMap(({ name, email, consents = [] }): PersonConsent[] => {
    const known = consents.filter((c) => c.state !== 'unknown').sort(inOrder);
    if (known.length === 0) return [];
    const channels = Object.fromEntries(consentChannels.map((c) => [c, consentOn(consents, c, nowMs)]));
    return [
      {
        name,
        email,
        channels: channels as PersonConsent['channels'],
        statements: known.map(({ key, at, until, ...said }) => ({
          ...said,
          system: key.source,
          object: key.kind,
          id: key.id,
          at: iso(at),
          until: iso(until),
        })),
      },
    ];
  });
}

/** For each channel on which one source says no and another one yes: the statements that decide it. */
export function differing(consents: readonly Consent[], nowMs: number): [optedOut: Consent, optedIn: Consent][] {
  return consentChannels.flatMap((channel): [Consent, Consent][] => {
    const said = saidOn(consents, channel, nowMs);
    const out = said.find((c) => c.state === 'optedOut');
    const agreed = said.find((c) => c.state === 'optedIn' && c.key.source !== out?.key.source);
    return out && agreed ? [[out, agreed]] : [];
  });
}

/**
 * The statement of each kind of record that decides about a channel. A word about the whole channel goes before one about a
 * subscription; a refused subscription refuses the channel, unless another one of it was agreed to.
 */
function saidOn(consents: readonly Consent[], channel: ConsentChannel, nowMs: number): Consent[] {
  const told = holding(consents, nowMs).filter((c) => c.channel === channel || c.channel === 'all');
  const kinds = Map.groupBy(told.sort(inOrder), (c) => `${c.key.source}/${c.key.kind}`);
  return [...kinds.values()].flatMap((of) => {
    const refusal = of.find((c) => c.topic === null && c.state === 'optedOut');
    return refusal ?? of.find((c) => c.state === 'optedIn') ?? of[0] ?? [];
  });
}

/**
 * What is in force and says something: of each kind of record, channel and topic the latest, and of two at once the stricter. What has
 * no time cannot be older than anything, so there the stricter one counts, too.
 */
function holding(consents: readonly Consent[], nowMs: number): Consent[] {
  const inForce = consents.filter(
    ({ state, at, until }) => state !== 'unknown' && (at === null || at <= nowMs) && (until === null || until > nowMs),
  );
  const groups = Map.groupBy(inForce.sort(inOrder), ({ key, channel, topic }) =>
    JSON.stringify([key.source, key.kind, channel, topic]),
  );
  return [...groups.values()].flatMap((of) => {
    const newest = of.find((c) => c.at !== null)?.at ?? null;
    const candidates = of.filter((c) => c.at === newest || c.at === null);
    return candidates.find((c) => c.state === 'optedOut') ?? candidates[0] ?? [];
  });
}

/** The latest first, and what has no time last. */
function inOrder(a: Consent, b: Consent): number {
  const keyOf = (c: Consent) => [c.key.source, c.key.kind, c.key.id, c.channel, c.topic ?? ''].join(' ');
  return (b.at ?? 0) - (a.at ?? 0) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
