import { describe, expect, it } from 'vitest';
import { accountFacts, company, daysAgo, deal, nowMs } from '../../tests/support/facts.ts';
import { dataQuality } from './dataQuality.ts';

const of = (some: Parameters<typeof accountFacts>[0]) =>
  dataQuality(accountFacts(some), nowMs).map((f) => `${f.what} ${f.field} ${f.system} ${f.steward}`);
const full = (some = {}) =>
  company({ owner: { name: 'R', email: null }, websites: ['acme.com'], country: 'Germany', tier: 'Gold', ...some });
const hubspot = (some = {}) => full({ key: { source: 'hubspot', kind: 'company', id: '1' }, ...some });

describe('dataQuality', () => {
  it('finds nothing in a record that is in order, and in none at all', () => {
    expect(of({ companies: [full(), hubspot({ country: 'GERMANY' })] })).toEqual([]);
    for (const country of ['DE', 'Deutschland']) expect(of({ companies: [full(), hubspot({ country })] })).toEqual([]);
    expect(of({ companies: [full({ country: 'USA' }), hubspot({ country: 'United States' })] })).toEqual([]);
    expect(of({ companies: [full({ country: 'Erehwon' }), hubspot({ country: 'erehwon' })] })).toEqual([]);
    expect(of({})).toEqual([]);
  });

  it('names what is missing, by source', () => {
    expect(of({ companies: [full({ owner: null, country: null }), hubspot({ websites: ['gmail.com'] })] })).toEqual([
      'missing owner salesforce salesOperations',
      'missing country salesforce salesOperations',
      'missing domain hubspot salesOperations',
    ]);
    expect(of({ companies: [full({ tier: null }), full()] })).toEqual(['duplicate record salesforce salesOperations']);
  });

  it('names what is stale: a record of a year ago, and a deal past its day', () => {
    expect(of({ companies: [full({ modifiedAt: daysAgo(366) })] })).toEqual([
      'stale record salesforce salesOperations',
    ]);
    const past = deal({ closesOn: '2026-11-20' });
    expect(of({ companies: [full()], deals: [past] })).toEqual(['stale closeDate salesforce salesOperations']);
    expect(of({ companies: [full()], deals: [{ ...past, isClosed: true }, deal({ closesOn: '2026-11-21' })] })).toEqual(
      [],
    );
  });

  it('takes a record that was merged into another for no duplicate, and asks nothing of it', () => {
    const survivor = full();
    const loser = company({ modifiedAt: daysAgo(800), crossIds: [{ source: 'salesforce', id: survivor.key.id }] });
    expect(of({ companies: [survivor, loser] })).toEqual([]);
    const absorbed = hubspot({ key: { source: 'hubspot', kind: 'company', id: '2' }, country: 'France' });
    expect(of({ companies: [hubspot({ mergedIds: ['2'] }), absorbed] })).toEqual([]);
    const other = full({ crossIds: [{ source: 'hubspot', id: '1' }] });
    expect(of({ companies: [survivor, other] })).toEqual(['duplicate record salesforce salesOperations']);
  });

  it('names duplicates and what two CRMs say differently', () => {
    const desk = (id: string) => company({ key: { source: 'zendesk', kind: 'organization', id } });
    expect(of({ companies: [desk('1'), desk('2')] })).toEqual(['duplicate record zendesk supportOperations']);
    expect(of({ companies: [full(), hubspot({ country: 'France', tier: null })] })).toEqual([
      'missing tier hubspot salesOperations',
      'conflicting country salesforce salesOperations',
    ]);
  });
});
