import { consentStoryOf, consentsOf, individualOf } from '../world/consents.ts';
import { salesforceId } from '../world/ids.ts';
import type { Customer, Person } from '../world/types.ts';
import { type Row, stamp } from './salesforceCommerce.ts';

/** Individuals: a person's wishes about their data, to which contacts refer. */
export function individuals(c: Customer): Row[] {
  return c.people.flatMap((p): Row[] => {
    const id = individualOf(c, p);
    if (id === null) return [];
    return [
      {
        Id: id,
        IsDeleted: false,
        LastName: p.name,
        HasOptedOutSolicit: consentStoryOf(c, p) === 'notSolicited',
        HasOptedOutProcessing: false,
        HasOptedOutProfiling: false,
        HasOptedOutTracking: false,
        ShouldForget: false,
        SystemModstamp: stamp(c.modifiedAt),
      },
    ];
  });
}

/** What a contact says of its Individual. The row is the same one: what changes there is seen through the contact. */
export function individualFields(c: Customer, p: Person, rows: ReadonlyMap<string, Row>) {
  const id = individualOf(c, p);
  return { IndividualId: id, Individual: id === null ? null : (rows.get(id) ?? null) };
}

const purpose = { Id: salesforceId('0ZW', 1), Name: 'Marketing' };

export function purposes(): Row[] {
  return [{ ...purpose, IsDeleted: false, SystemModstamp: stamp(0) }];
}

/** ContactPointTypeConsents; those by phone are for one purpose. */
export function consents(c: Customer, nowMs: number): Row[] {
  return c.people.flatMap((p, i) => {
    const party = individualOf(c, p);
    if (party === null) return [];
    return consentsOf(c, p, nowMs).map((said, n): Row => {
      const forPurpose = said.type === 'Phone' ? purpose : null;
      return {
        Id: salesforceId('0ZY', (c.index * 8 + i) * 4 + n),
        IsDeleted: false,
        Name: `${p.name} ${said.type}`,
        PartyId: party,
        ContactPointType: said.type,
        PrivacyConsentStatus: said.status,
        EffectiveFrom: stamp(said.fromMs),
        EffectiveTo: said.toMs === null ? null : stamp(said.toMs),
        CaptureDate: stamp(said.fromMs),
        CaptureContactPointType: 'Web',
        CaptureSource: said.source,
        DoubleConsentCaptureDate: null,
        DataUsePurposeId: forPurpose?.Id ?? null,
        DataUsePurpose: forPurpose,
        BusinessBrandId: null,
        EngagementChannelTypeId: null,
        SystemModstamp: stamp(Math.min(c.modifiedAt, said.fromMs)),
      };
    });
  });
}
