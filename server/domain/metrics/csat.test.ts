import { describe, expect, it } from 'vitest';
import { accountFacts, feedback, nowMs, solvedTicket, ticket } from '../../../tests/support/facts.ts';
import { csat } from './csat.ts';
import { measure } from './defineMetric.ts';

describe('csat', () => {
  const of = (...tickets: ReturnType<typeof ticket>[]) => measure(csat, accountFacts({ tickets }), nowMs);
  const rated = (days: number, rating: 'good' | 'bad') => solvedTicket(days, { rating });

  it('is the share of good ratings', () => {
    expect(of(rated(1, 'good'), rated(2, 'good'), rated(3, 'good'), rated(4, 'bad'))).toMatchObject({
      value: 75,
      n: 4,
      unit: 'percent',
    });
  });

  it('is 0 when everybody is unhappy, and null when nobody answered', () => {
    expect(of(rated(1, 'bad'))).toMatchObject({ value: 0, n: 1 });
    expect(of(solvedTicket(1))).toMatchObject({ value: null, n: 0, previous: null });
    expect(of()).toMatchObject({ value: null, n: 0, previous: null });
  });

  it('counts the solve inside 90 days, and compares with the 90 days before', () => {
    expect(of(rated(89, 'good'), rated(91, 'bad'), rated(181, 'good'))).toMatchObject({
      value: 100,
      n: 1,
      previous: 0,
    });
  });

  const asked = (...answers: ReturnType<typeof feedback>[]) =>
    measure(csat, accountFacts({ tickets: [rated(1, 'good')], feedback: answers }), nowMs);

  it('counts what people answered in surveys beside what they said of tickets, a neutral answer as one that is not good', () => {
    const answers = [feedback(1), feedback(2, { verdict: 'neutral' }), feedback(3, { verdict: 'bad' })];
    expect(asked(...answers)).toMatchObject({ value: 50, n: 4 });
  });

  it('counts the answer inside 90 days, and compares with the 90 days before', () => {
    expect(asked(feedback(89), feedback(90, { verdict: 'bad' }), feedback(180))).toMatchObject({
      value: 100,
      n: 2,
      previous: 0,
    });
  });

  it.each(['nps', 'ces', 'other'] as const)('leaves out %s, which asks something else', (survey) => {
    expect(asked(feedback(1, { survey, verdict: 'bad' }))).toMatchObject({ value: 100, n: 1 });
  });

  it('leaves out an answer that its source has put into no group', () => {
    expect(asked(feedback(1, { verdict: null }))).toMatchObject({ value: 100, n: 1 });
  });

  it('leaves out a rating on a ticket that is not solved', () => {
    expect(of(ticket({ rating: 'good' }))).toMatchObject({ value: null, n: 0 });
  });
});
