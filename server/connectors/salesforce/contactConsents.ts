import type { Consent, SourceKey } from '../../domain/model.ts';
import { day, entry, flag, id, instant, list, text } from '../read.ts';
import { salesforceRef } from './salesforceRef.ts';

const dayMs = 86_400_000;
const channels: Record<string, Consent['channel']> = {
  Email: 'email',
  Phone: 'phone',
  MailingAddress: 'mail',
  Social: 'social',
  Web: 'web',
};
/** `NotSeen` and `Seen` say that the person was asked, not what they answered. */
const states: Record<string, Consent['state']> = { OptIn: 'optedIn', OptOut: 'optedOut' };

/**
 * What a contact's stored body says of consent: its own flags, those of its Individual, and its ContactPointTypeConsents. A flag that is
 * not set says nothing, and none has a time.
 */
export function contactConsents(body: unknown, contact: { key: SourceKey; url: string }, instance: string): Consent[] {
  const said = (path: string, channel: Consent['channel'], { key, url } = contact): Consent[] => {
    if (!flag(body, path)) return [];
    return [{ channel, topic: null, state: 'optedOut', key, url, origin: null, at: null, until: null }];
  };
  const recordOf = (kind: string, recordId: string) => ({
    key: { source: 'salesforce', kind, id: recordId } as const,
    url: `https://${instance}/lightning/r/${kind}/${recordId}/view`,
  });
  const individualId = salesforceRef(body, 'IndividualId');
  const individual = individualId === null ? contact : recordOf('Individual', individualId);
  const refuses = ['HasOptedOutSolicit', 'HasOptedOutProcessing', 'ShouldForget'].some((name) =>
    flag(body, `Individual.${name}`),
  );
  return [
    ...said('HasOptedOutOfEmail', 'email'),
    ...said('DoNotCall', 'phone'),
    // Who does not want to be solicited, processed or remembered is not to be contacted, whichever of it is said.
    ...(refuses
      ? [
          {
            ...individual,
            channel: 'all',
            topic: null,
            state: 'optedOut',
            origin: null,
            at: null,
            until: null,
          } as const,
        ]
      : []),
    ...list(body, 'ContactPointTypeConsents').flatMap((row): Consent[] => {
      const rowId = salesforceRef(row, 'Id');
      if (rowId === null) return [];
      // The same purpose may be agreed to for one brand and refused for another one.
      const about = [
        text(row, 'DataUsePurpose.Name') ?? id(row, 'DataUsePurposeId'),
        id(row, 'BusinessBrandId'),
        id(row, 'EngagementChannelTypeId'),
      ].filter((one) => one !== null);
      return [
        {
          ...recordOf('ContactPointTypeConsent', rowId),
          channel: entry(channels, text(row, 'ContactPointType')) ?? 'other',
          topic: about.length > 0 ? about.join(' / ') : null,
          state: entry(states, text(row, 'PrivacyConsentStatus')) ?? 'unknown',
          origin: text(row, 'CaptureSource', 100),
          at: since(row, 'EffectiveFrom') ?? since(row, 'CaptureDate'),
          until: instant(row, 'EffectiveTo') ?? endOf(day(row, 'EffectiveTo')),
        },
      ];
    }),
  ];
}

/** An instant, or the beginning of a day. */
function since(row: unknown, path: string): number | null {
  const from = day(row, path);
  return instant(row, path) ?? (from === null ? null : Date.parse(from));
}

function endOf(last: string | null): number | null {
  return last === null ? null : Date.parse(last) + dayMs;
}
