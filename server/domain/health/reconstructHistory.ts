import { factsAsOf } from '../factsAsOf.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import type { FactorDefinition } from './defineFactor.ts';
import { factors as allFactors } from './factors.ts';
import { scoreFacts } from './scoreFacts.ts';

const stepDays = 7;
const lookBackDays = 90;

/**
 * What the health of an account was, once a week over the last 90 days, from facts that carry dates; oldest first. A day has a point only
 * when the account already had something dated and enough factors can still be told: nothing is guessed, so there may be no point at all.
 */
export function reconstructHistory(
  facts: AccountFacts,
  nowMs: number,
  definitions: readonly FactorDefinition[] = allFactors,
): { day: string; score: number }[] {
  const points: { day: string; score: number }[] = [];
  for (let days = lookBackDays - (lookBackDays % stepDays); days > 0; days -= stepDays) {
    const atMs = nowMs - days * dayMs;
    const then = factsAsOf(facts, atMs);
    if (!hasDatedFact(then)) continue;
    const { score } = scoreFacts(then, atMs, knownAt(definitions, facts, atMs));
    if (score !== null) points.push({ day: new Date(atMs).toISOString().slice(0, 10), score });
  }
  return points;
}

/** The same factors, with those that today's facts cannot tell at a past instant measured as missing. */
export function knownAt(
  definitions: readonly FactorDefinition[],
  facts: AccountFacts,
  atMs: number,
): readonly FactorDefinition[] {
  return definitions.map((definition) =>
    definition.knownAt === undefined || definition.knownAt(facts, atMs)
      ? definition
      : {
          ...definition,
          measure: (then, nowMs) => (definition.measure(then, nowMs) === 'notApplicable' ? 'notApplicable' : null),
        },
  );
}

/** People have no date of their own: without a ticket, a subscription or an invoice nobody knows whether there was a customer. */
function hasDatedFact({ tickets, subscriptions, invoices }: AccountFacts): boolean {
  return tickets.length + subscriptions.length + invoices.length > 0;
}
