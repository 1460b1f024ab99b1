import type { Consent, SourceKey } from '../../domain/model.ts';
import { entry, flag, id, instant, list, text } from '../read.ts';

/** `NOT_SPECIFIED`: nobody has said anything. */
const states: Record<string, Consent['state']> = { SUBSCRIBED: 'optedIn', UNSUBSCRIBED: 'optedOut' };

/**
 * What a contact's stored body says of consent: whether it has opted out of all e-mail, for which HubSpot has no time, and how it stands
 * with each subscription. HubSpot knows none but those by e-mail.
 */
export function contactConsents(body: unknown, { key, url }: { key: SourceKey; url: string }): Consent[] {
  const about = { channel: 'email', key, url, until: null } as const;
  const all: Consent = { ...about, topic: null, state: 'optedOut', origin: null, at: null };
  return [
    ...(flag(body, 'properties.hs_email_optout') ? [all] : []),
    ...list(body, 'subscriptions').flatMap((row): Consent[] => {
      const name = text(row, 'subscriptionName') ?? id(row, 'subscriptionId');
      // The account itself has the number 0, and brands have others.
      const brand = id(row, 'businessUnitId') ?? '0';
      if (name === null) return [];
      return [
        {
          ...about,
          channel: text(row, 'channel') === 'EMAIL' ? 'email' : 'other',
          topic: brand === '0' ? name : `${name} / ${brand}`,
          state: entry(states, text(row, 'status')) ?? 'unknown',
          origin: text(row, 'source', 100),
          at: instant(row, 'timestamp'),
        },
      ];
    }),
  ];
}
