import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, person } from '../../../tests/support/facts.ts';
import { acquisitionSource } from './acquisitionSource.ts';
import { measure } from './defineMetric.ts';

describe('acquisitionSource', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(acquisitionSource, accountFacts(some), nowMs);

  const touched = (channel: string, days: number) => person({ firstTouch: { channel, at: daysAgo(days) } });

  it('is the channel of the earliest first touch', () => {
    expect(of({ people: [touched('Web', 10), touched('Trade Show', 400), person()] })).toMatchObject({
      value: null,
      unit: 'text',
      text: 'Trade Show',
      n: 2,
    });
  });

  it('does not depend on the order of equal ones', () => {
    const [a, b] = [touched('Web', 10), touched('Ads', 10)];
    expect([of({ people: [a, b] }).text, of({ people: [b, a] }).text]).toEqual(['Ads', 'Ads']);
  });

  it('is missing when nobody was asked: unknown is not direct', () => {
    expect(of({ people: [person()] })).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of({ people: [person()] }).text).toBeUndefined();
  });
});
