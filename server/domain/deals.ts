import type { AccountFacts, DealFact } from './model.ts';
import { withoutCopies } from './withoutCopies.ts';

/** Open deals, the earliest close date first. One that a sync copies into another CRM is there once. */
export function openDeals(facts: AccountFacts): DealFact[] {
  return each(facts.deals.filter((d) => !d.isClosed));
}

/** Won deals that say where they came from, the earliest close date first, each once. Those that do not are taken out first, as below. */
export function wonDeals(facts: AccountFacts): (DealFact & { touch: string })[] {
  return each(facts.deals.flatMap((d) => (d.isWon && d.touch ? [{ ...d, touch: d.touch }] : [])));
}

/** Open deals that somebody expects: those left out of the forecast are not. They are taken out first, so that none hides its copy. */
export function forecastDeals(facts: AccountFacts): DealFact[] {
  return each(facts.deals.filter((d) => !d.isClosed && !d.omitted));
}

/** A copy carries the same name, amount, currency and close date. Of a deal and its copy, the one that is expected stays. */
function each<T extends DealFact>(deals: readonly T[]): T[] {
  const sorted = [...deals].sort(
    (a, b) =>
      (a.closesOn ?? '9').localeCompare(b.closesOn ?? '9') ||
      Number(a.omitted ?? false) - Number(b.omitted ?? false) ||
      (a.key.id < b.key.id ? -1 : 1),
  );
  return withoutCopies(sorted, ({ name, amount, closesOn }) =>
    JSON.stringify([name, amount?.amountMinor, amount?.currency, closesOn]),
  );
}
