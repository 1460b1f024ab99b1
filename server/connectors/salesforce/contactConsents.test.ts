import { describe, expect, it } from 'vitest';
import { contactConsents } from './contactConsents.ts';

const contact = {
  key: { source: 'salesforce', kind: 'Contact', id: '003' },
  url: 'https://x.example/003',
} as const;
const individual = '0PKxx0000004CAe';
const row = {
  Id: '0ZYxx0000004CBB',
  PartyId: individual,
  ContactPointType: 'Email',
  PrivacyConsentStatus: 'OptOut',
  EffectiveFrom: '2026-03-01T08:00:00.000+0000',
  EffectiveTo: null,
  CaptureDate: '2026-02-28T08:00:00.000+0000',
  CaptureSource: 'Preference centre',
};
const of = (body: object) => contactConsents(body, contact, 'x.lightning.force.com');
const one = (fields: object) => of({ ContactPointTypeConsents: [{ ...row, ...fields }] })[0];

describe('the consents of a contact in Salesforce', () => {
  it('carry channel, state, how, since when, and the record that says it', () => {
    expect(one({})).toEqual({
      channel: 'email',
      topic: null,
      state: 'optedOut',
      key: { source: 'salesforce', kind: 'ContactPointTypeConsent', id: '0ZYxx0000004CBBGA2' },
      url: 'https://x.lightning.force.com/lightning/r/ContactPointTypeConsent/0ZYxx0000004CBBGA2/view',
      origin: 'Preference centre',
      at: Date.parse('2026-03-01T08:00:00Z'),
      until: null,
    });
    expect(one({ EffectiveFrom: null })?.at).toBe(Date.parse('2026-02-28T08:00:00Z'));
    // A day counts to its end.
    expect(one({ EffectiveTo: '2026-04-30' })?.until).toBe(Date.parse('2026-05-01T00:00:00Z'));
  });

  it('are of the channels and states that Salesforce names; what it adds is neither yes nor no', () => {
    const types = ['Email', 'Phone', 'MailingAddress', 'Social', 'Web', 'Pigeon'];
    const channels = types.map((ContactPointType) => one({ ContactPointType })?.channel);
    expect(channels).toEqual(['email', 'phone', 'mail', 'social', 'web', 'other']);
    const states = ['OptIn', 'OptOut', 'NotSeen', 'Seen', 'Perhaps', null].map(
      (PrivacyConsentStatus) => one({ PrivacyConsentStatus })?.state,
    );
    expect(states).toEqual(['optedIn', 'optedOut', 'unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('are of one purpose or brand each, by name where it is shown', () => {
    expect(one({ DataUsePurposeId: '0ZWxx0000004CAe' })?.topic).toBe('0ZWxx0000004CAe');
    const named = { DataUsePurposeId: '0ZWxx0000004CAe', DataUsePurpose: { Name: 'Marketing' } };
    expect(one({ ...named, BusinessBrandId: '0Bbxx0000004CAe' })?.topic).toBe('Marketing / 0Bbxx0000004CAe');
  });

  it('include what the Individual refuses, as a word about everything', () => {
    const about = (Individual: object | null) => of({ IndividualId: individual, Individual });
    for (const name of ['HasOptedOutSolicit', 'HasOptedOutProcessing', 'ShouldForget'])
      expect(about({ [name]: true })).toMatchObject([
        { channel: 'all', state: 'optedOut', key: { kind: 'Individual' } },
      ]);
    expect(about({ HasOptedOutSolicit: false })).toEqual([]);
    expect(about(null)).toEqual([]);
  });

  it('are none where nothing can be read', () => {
    for (const body of [{}, { ContactPointTypeConsents: null }, { ContactPointTypeConsents: [null, 7, { Id: 1 }] }])
      expect(of(body)).toEqual([]);
  });
});
