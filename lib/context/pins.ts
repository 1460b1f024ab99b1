import type { KeyValues, WriteRow } from '../cache/database.ts';

/** Whether the person has pinned the account: their latest decision, sent or not, before what the server last listed. */
export function isPinned(
  listed: KeyValues['watchlist'] | null,
  scope: string,
  accountId: string,
  writes: readonly WriteRow[],
): boolean {
  const last = writes.findLast((w) => w.kind === 'pin');
  const isListed = listed?.scope === scope && listed.watchlist.entries.some((e) => e.accountId === accountId);
  if (last?.kind !== 'pin') return isListed;
  // A list that is newer than a delivered decision knows of decisions made elsewhere.
  const listedAt = listed?.scope === scope ? Date.parse(listed.watchlist.asOf) : Number.NEGATIVE_INFINITY;
  return last.state === 'sent' && listedAt > last.at ? isListed : last.body.pinned;
}
