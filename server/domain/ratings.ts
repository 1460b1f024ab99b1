import { within } from './metrics/defineMetric.ts';
import type { AccountFacts, FeedbackFact } from './model.ts';

type Verdict = NonNullable<FeedbackFact['verdict']>;

/** Whether an answer says how satisfied somebody is, in a way that can be counted. */
export function isRating(answer: FeedbackFact): answer is FeedbackFact & { verdict: Verdict } {
  return answer.survey === 'csat' && answer.verdict !== null;
}

/** What customers said of how satisfied they are in the days before an instant: of tickets by their solve, in surveys by the answer. */
export function ratings({ tickets, feedback }: AccountFacts, endMs: number, days: number): Verdict[] {
  const ofTickets = tickets.flatMap((t) => (within(t.solvedAt, endMs, days) ? (t.rating ?? []) : []));
  const inSurveys = feedback.filter(isRating).filter((f) => within(f.answeredAt, endMs, days));
  return [...ofTickets, ...inSurveys.map((f) => f.verdict)];
}
