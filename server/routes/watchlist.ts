import type { FastifyInstance } from 'fastify';
import type { Moved, Watchlist, WatchlistEntry } from '../../lib/contract/api.ts';
import type { bands } from '../../lib/contract/sections.ts';
import type { AppDeps } from '../appDeps.ts';
import { maskOf } from '../roles.ts';
import type { AccountSummary } from '../store/documents.ts';
import { type PinnedAccount, readPinned } from '../store/watchlist.ts';

/** Below this many points a change of the score is noise (features of the field agree on 3 for a trend). */
const scoreNoise = 3;
/** Worst first; an unknown band stands between the bad and the good, because it needs a look. */
const order = ['critical', 'atRisk', 'unknown', 'watch', 'healthy'] satisfies (typeof bands)[number][];

/** `GET /v1/watchlist`: the pinned accounts of the signed-in user and what moved since they last looked. */
export function watchlistRoute(app: FastifyInstance, deps: AppDeps): void {
  app.get('/v1/watchlist', { config: { role: 'viewer' } }, async (request, reply) => {
    const mask = maskOf(request.signedIn.user.role);
    const pinned = await readPinned(deps.store, deps.config.tenant.id, request.signedIn.user.id, mask);
    const entries = pinned
      .map(toEntry)
      .sort(
        (a, b) =>
          order.indexOf(a.band) - order.indexOf(b.band) ||
          a.name.localeCompare(b.name) ||
          a.accountId.localeCompare(b.accountId),
      );
    const watchlist: Watchlist = { entries, asOf: new Date(deps.now()).toISOString() };
    return reply.header('cache-control', 'private, no-store').send(watchlist);
  });
}

function toEntry(pin: PinnedAccount): WatchlistEntry {
  const s = pin.summary;
  return {
    accountId: pin.accountId,
    name: s.name,
    domain: s.domain,
    band: s.band,
    score: s.score,
    renewsAt: s.renewsAt,
    arr: s.arr,
    reason: pin.reason,
    pinnedAt: new Date(pin.pinnedAt).toISOString(),
    lastLookedAt: pin.lookedAt === null ? null : new Date(pin.lookedAt).toISOString(),
    moved: pin.seen ? compareSummaries(pin.seen, s) : [],
    url: s.url,
  };
}

/**
 * What differs between what a person saw and what is known now. What the person could not see then or may not see now is not reported, nor
 * are score and band where other rules made them: that is no change of the customer. A renewal date that is gone is reported, other
 * numbers are not.
 */
export function compareSummaries(seen: Partial<AccountSummary>, current: AccountSummary): Moved[] {
  const moved: Moved[] = [];
  const areSameRules = !seen.rulesVersion || !current.rulesVersion || seen.rulesVersion === current.rulesVersion;
  if (areSameRules && seen.band !== undefined && seen.band !== current.band)
    moved.push({ what: 'band', from: seen.band, to: current.band });
  if (
    areSameRules &&
    typeof seen.score === 'number' &&
    current.score !== null &&
    Math.abs(current.score - seen.score) >= scoreNoise
  )
    moved.push({ what: 'score', from: seen.score, to: current.score });
  for (const what of ['renewsAt', 'openTickets', 'overdueInvoices', 'disputes'] as const) {
    const [from, to] = [seen[what], current[what]];
    if (from === undefined || to === undefined || from === to) continue;
    if (what === 'renewsAt' || to !== null) moved.push({ what, from, to });
  }
  return moved;
}
