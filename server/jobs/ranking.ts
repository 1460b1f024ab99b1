import type { RankingContext } from '../domain/actions/nextActions.ts';
import { annualRecurring } from '../domain/billing.ts';
import type { Fact } from '../domain/model.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { readUsefulness } from '../store/reactions.ts';
import { eachRecord } from '../store/records.ts';
import { emptyFacts } from './accountFacts.ts';

/** What the ranking of next best actions compares an account with: how useful each rule proved, and how much is usually at stake. */
export async function readRanking(
  store: Store,
  tenantId: string,
  toFact: (record: RawRecord) => Fact | null,
): Promise<RankingContext> {
  return { usefulness: await readUsefulness(store, tenantId), p95Arr: await readP95Arr(store, tenantId, toFact) };
}

/** 95th percentile of annual recurring revenue per currency, over subscriptions; the scale for "how much is at stake". */
async function readP95Arr(
  store: Store,
  tenantId: string,
  toFact: (record: RawRecord) => Fact | null,
): Promise<Map<string, number>> {
  const amounts = new Map<string, number[]>();
  for await (const record of eachRecord(store, tenantId, { source: 'stripe', kinds: ['subscription'] })) {
    const fact = toFact(record);
    if (fact?.type !== 'subscription') continue;
    const [arr] = annualRecurring({ ...emptyFacts(''), subscriptions: [fact] });
    if (!arr) continue;
    const list = amounts.get(arr.currency);
    if (list) list.push(arr.amountMinor);
    else amounts.set(arr.currency, [arr.amountMinor]);
  }
  return new Map(
    [...amounts].map(([currency, list]) => [
      currency,
      list.sort((a, b) => a - b)[Math.floor((list.length - 1) * 0.95)] ?? 0,
    ]),
  );
}

/** The ranking as stored text, for the accounts that are published one by one until everything is published again. */
export const rankingText = (ranking: RankingContext): string =>
  JSON.stringify({ usefulness: [...ranking.usefulness], p95Arr: [...ranking.p95Arr] });

export function parseRanking(text: string): RankingContext {
  const { usefulness, p95Arr } = JSON.parse(text);
  return { usefulness: new Map(usefulness), p95Arr: new Map(p95Arr) };
}
