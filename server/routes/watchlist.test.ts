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
  });
});
