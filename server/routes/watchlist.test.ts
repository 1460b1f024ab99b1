import { describe, expect, it } from 'vitest';
import { compareSummaries } from './watchlist.ts';

const seen = {
  name: 'Acme',
  domain: null,
  band: 'watch' as const,
  score: 60,
  renewsAt: '2027-01-01T00:00:00.000Z',
  arr: [],
  openTickets: 1,
  overdueInvoices: 2,
  disputes: 0,
  url: null,
};

describe('compareSummaries', () => {
  it('tells of a renewal date that is gone', () => {
    expect(compareSummaries(seen, { ...seen, renewsAt: null })).toEqual([
      { what: 'renewsAt', from: seen.renewsAt, to: null },
    ]);
    expect(compareSummaries({ ...seen, renewsAt: null }, seen)).toMatchObject([{ what: 'renewsAt', from: null }]);
  });

  it('does not tell of what the person may not see, now or then', () => {
    expect(compareSummaries(seen, { ...seen, overdueInvoices: null, disputes: null })).toEqual([]);
    expect(compareSummaries({ band: 'watch' }, seen)).toEqual([]);
    const { overdueInvoices: _, disputes: __, ...asViewer } = seen;
    expect([compareSummaries(asViewer, seen), compareSummaries(seen, asViewer)]).toEqual([[], []]);
  });

  it('takes what other rules say of the same customer for no change', () => {
    const before = { ...seen, rulesVersion: 3 };
    const after = { ...seen, band: 'atRisk' as const, score: 45, openTickets: 2 };
    expect(compareSummaries(before, { ...after, rulesVersion: 4 }).map((m) => m.what)).toEqual(['openTickets']);
    expect(compareSummaries(before, { ...after, rulesVersion: 3 }).map((m) => m.what)).toEqual([
      'band',
      'score',
      'openTickets',
    ]);
    const unknown = { ...seen, band: 'unknown' as const, score: null, rulesVersion: null };
    expect(compareSummaries(before, unknown).map((m) => m.what)).toEqual(['band']);
  });
});
