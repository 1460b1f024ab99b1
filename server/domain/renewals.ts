import { termMonths } from './billing.ts';
import type { AccountFacts, ContractFact, SubscriptionFact } from './model.ts';
import { addMonths } from './months.ts';

const dayMs = 86_400_000;
const graceDays = 30;
const earlyDays = 90;

/** A term that has ended, and whether it was followed by another. */
export type Term = { endedAt: number; renewed: boolean };

/**
 * The terms of an account that have ended, oldest first: of its contracts, or, without any ended contract, of its subscriptions by the year or longer.
 * A term is renewed when the next one begins between 90 days before and 30 days after its end, and ends later: what begins in the middle
 * of it is something else. One that ended less than 30 days ago without a successor is still open and not in the list.
 */
export function endedTerms(facts: AccountFacts, nowMs: number): Term[] {
  const contracts = contractTerms(facts.contracts, nowMs);
  const terms =
    contracts.length > 0 ? contracts : facts.subscriptions.flatMap((s) => subscriptionTerms(s, facts, nowMs));
  return terms.sort((a, b) => a.endedAt - b.endedAt);
}

function contractTerms(all: readonly ContractFact[], nowMs: number): Term[] {
  const contracts = signed(all);
  return contracts.flatMap((contract): Term[] => {
    if (contract.endsOn === null) return [];
    const end = contract.endsOn;
    const endedAt = Date.parse(end);
    if (endedAt >= nowMs) return [];
    const firstStart = isoDay(endedAt - earlyDays * dayMs);
    const lastStart = isoDay(endedAt + graceDays * dayMs);
    const renewed = contracts.some(
      (next) =>
        next.startsOn !== null &&
        (contract.startsOn === null || next.startsOn > contract.startsOn) &&
        next.startsOn >= firstStart &&
        next.startsOn <= lastStart &&
        next.startsOn <= isoDay(nowMs) &&
        (next.endsOn === null || next.endsOn > end),
    );
    return renewed || endedAt + graceDays * dayMs < nowMs ? [{ endedAt, renewed }] : [];
  });
}

/** Whether a contract was signed: a draft, or one that waits for an approval, ends nothing. */
export function isAgreed({ status }: ContractFact): boolean {
  return !/draft|approval/i.test(status);
}

/** What was agreed, each term once: contracts, or, without any that says its end, assets, which are the parts of a contract. */
export function signed(all: readonly ContractFact[]): ContractFact[] {
  const agreed = all.filter(isAgreed);
  const contracts = agreed.filter((c) => c.key.kind !== 'Asset');
  const terms = contracts.some((c) => c.endsOn !== null) ? contracts : agreed;
  return [...new Map(terms.map((c) => [`${c.startsOn} ${c.endsOn}`, c])).values()];
}

/** A term is a year, or as many as are bought at a time. An end in the middle of a term is no renewal event. */
function subscriptionTerms(s: SubscriptionFact, { subscriptions }: AccountFacts, nowMs: number): Term[] {
  const months = termMonths(s);
  if (months === null || unborn.has(s.status)) return [];
  const isOver = s.status === 'canceled';
  if (isOver && s.canceledAt === null) return [];
  const endAt = isOver ? (s.canceledAt as number) : Number.POSITIVE_INFINITY;
  const terms: Term[] = [];
  for (let n = 1; ; n++) {
    const endedAt = addMonths(s.startedAt, n * months);
    if (endedAt >= nowMs || endedAt > endAt + graceDays * dayMs) return terms;
    if (endAt > endedAt + graceDays * dayMs) terms.push({ endedAt, renewed: true });
    else {
      const renewed = subscriptions.some((next) => follows(next, s, endAt));
      if (renewed || endedAt + graceDays * dayMs < nowMs) terms.push({ endedAt, renewed });
    }
  }
}

/** Whether a subscription is the next one after another that ended: it begins around the end as a contract does, and ends later. */
function follows(next: SubscriptionFact, s: SubscriptionFact, endAt: number): boolean {
  const isBeside = next.startedAt <= s.startedAt || next.startedAt < endAt - earlyDays * dayMs;
  if (isBeside || unborn.has(next.status) || next.startedAt > endAt + graceDays * dayMs) return false;
  return next.status !== 'canceled' || next.canceledAt === null || next.canceledAt > endAt;
}

/** Never became a paid subscription. */
const unborn: ReadonlySet<SubscriptionFact['status']> = new Set(['trialing', 'incomplete', 'incomplete_expired']);

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
