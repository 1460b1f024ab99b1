import type { AccountFacts, DealFact } from './model.ts';

/** Open deals, the earliest close date first. One that a sync copies into both CRMs carries the same name, amount and date; one is kept. */
export function openDeals(facts: AccountFacts): DealFact[] {
  const seen = new Set<string>();
  return facts.deals
    .filter((d) => !d.isClosed)
    .sort((a, b) => (a.closesOn ?? '9').localeCompare(b.closesOn ?? '9') || (a.key.id < b.key.id ? -1 : 1))
    .filter((d) => {
      const same = `${d.name}|${d.amount?.amountMinor}|${d.closesOn}`;
      return seen.has(same) ? false : seen.add(same);
    });
}

/** Open deals that somebody expects: those left out of the forecast are not. */
export function forecastDeals(facts: AccountFacts): DealFact[] {
  return openDeals(facts).filter((d) => !d.omitted);
}
