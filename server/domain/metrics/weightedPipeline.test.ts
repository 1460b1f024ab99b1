import { describe, expect, it } from 'vitest';
import { accountFacts, deal, nowMs, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { weightedPipeline } from './weightedPipeline.ts';

describe('weightedPipeline', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(weightedPipeline, accountFacts(some), nowMs);

  it('weighs each amount by its probability', () => {
    const deals = [
      deal({ amount: usd(101), probability: 0.5 }),
      deal({ name: 'b', amount: usd(200), probability: 0.1 }),
    ];
    expect(of({ deals })).toMatchObject({ n: 2, amounts: [usd(51 + 20)] });
  });

  it('leaves out a deal without a probability, and keeps one of zero', () => {
    const deals = [deal({ amount: usd(100), probability: 0 }), deal({ name: 'b', amount: usd(200) })];
    expect(of({ deals })).toMatchObject({ n: 1, amounts: [usd(0)] });
  });

  it('is missing when nothing can be weighed', () => {
    expect(of()).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of({ deals: [deal({ amount: usd(100), probability: null })] })).toMatchObject({ n: 0, reason: 'noAmount' });
  });
});
