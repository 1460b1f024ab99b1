import { describe, expect, it } from 'vitest';
import { accountFacts, deal, nowMs } from '../../../tests/support/facts.ts';
import { convertingTouch } from './convertingTouch.ts';
import { measure } from './defineMetric.ts';

describe('convertingTouch', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(convertingTouch, accountFacts(some), nowMs);

  const won = (touch: string | null, closesOn: string | null) => deal({ isClosed: true, isWon: true, touch, closesOn });

  it('is the source of the first deal that was won', () => {
    const deals = [
      won('Ads', '2026-03-01'),
      won('Trade Show', '2025-03-01'),
      won(null, '2024-01-01'),
      won('Web', null),
    ];
    expect(of({ deals })).toMatchObject({ value: null, text: 'Trade Show', n: 3, unit: 'text' });
  });

  it('does not depend on the order of equal ones', () => {
    const [a, b] = [won('Web', '2026-03-01'), won('Ads', '2026-03-01')];
    expect([of({ deals: [a, b] }).text, of({ deals: [b, a] }).text]).toEqual(['Ads', 'Ads']);
  });

  it('counts a deal and its copy in another CRM once, and keeps the one that says its source', () => {
    const own = won('Web', '2025-03-01');
    const copy = (touch: string | null) => ({
      ...own,
      touch,
      key: { source: 'hubspot', kind: 'deal', id: '7' } as const,
    });
    expect(of({ deals: [own, copy('OFFLINE')] })).toMatchObject({ n: 1 });
    expect(of({ deals: [{ ...own, touch: null }, copy('OFFLINE')] })).toMatchObject({ n: 1, text: 'OFFLINE' });
    expect(of({ deals: [own, won('Web', '2025-03-01')] }).n).toBe(2);
  });

  it('is missing without a won deal that says it', () => {
    const lost = deal({ isClosed: true, isWon: false, touch: 'Web', closesOn: '2025-01-01' });
    expect(of({ deals: [lost, deal({ touch: 'Web' }), won(null, '2025-01-01')] })).toMatchObject({
      n: 0,
      reason: 'nothingYet',
    });
  });
});
