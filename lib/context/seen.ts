import type { Outbox } from '../actions/outbox.ts';
import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { Database } from '../cache/database.ts';
import type { Values } from '../cache/keyValues.ts';
import { whilePaired } from '../cache/whilePaired.ts';
import type { ContextDocument } from '../contract/context.ts';
import type { RecentEntry } from '../contract/rpc.ts';
import type { ContextService } from './contextService.ts';
import type { TabStates } from './tabStates.ts';

const maxRecents = 20;
/** For so long a second look at the same is the same look. */
const sameLookMs = 10 * 60_000;

export type SeenDeps = {
  db: Database;
  values: Values;
  pairings: Pairings;
  outbox: Outbox;
  contexts: Pick<ContextService, 'state'>;
  tabs: TabStates;
  flushSoon(): void;
  newKey(): string;
  now(): number;
};

/** What the person has seen: told to the server, so that the watchlist knows what moved since, and kept for finding it again. */
export function createSeen({ db, values, pairings, outbox, contexts, tabs, flushSoon, newKey, now }: SeenDeps) {
  const isRecent = (at: number | string) => now() - new Date(at).getTime() < sameLookMs;

  const look = async (scope: string, { accountId, version }: ContextDocument, at: string): Promise<void> => {
    const last = (await outbox.ofAccount(scope, accountId)).findLast((w) => w.kind === 'look');
    if (last?.kind === 'look' && last.body.version === version && isRecent(last.at)) return;
    const body = { accountId, version, key: newKey(), at };
    if (await outbox.add(scope, { kind: 'look', body }, false)) flushSoon();
  };

  const keep = async (scope: string, document: ContextDocument, at: string): Promise<void> => {
    const entry = recentOf(document, at);
    const kept = await recents(scope);
    // Most paintings are of the customer before.
    if (kept[0] && isRecent(kept[0].at) && JSON.stringify({ ...kept[0], at }) === JSON.stringify(entry)) return;
    await whilePaired(db, scope, [], () =>
      values.change('recents', (all) => {
        const others = all?.scope === scope ? all.entries.filter((e) => e.accountId !== entry.accountId) : [];
        return { scope, entries: [entry, ...others].slice(0, maxRecents) };
      }),
    );
  };

  /** The customers that this person has seen last, newest first. */
  const recents = async (scope: string): Promise<RecentEntry[]> => {
    const kept = await values.read('recents');
    return kept?.scope === scope ? kept.entries : [];
  };

  return {
    recents,
    /** A panel has painted this generation of a tab. What was seen in an incognito tab is nobody's business. */
    async painted(tabId: number, generation: number): Promise<void> {
      const tab = await tabs.read(tabId);
      const current = await pairings.current();
      if (!current || tab?.generation !== generation || tab.incognito) return;
      const document = (await contexts.state(tabId)).context?.document;
      if (!document) return;
      const at = new Date(now()).toISOString();
      const scope = scopeOf(current.pairing);
      await Promise.all([look(scope, document, at), keep(scope, document, at)]);
    },
  };
}

export type Seen = ReturnType<typeof createSeen>;

function recentOf({ accountId, header, links }: ContextDocument, at: string): RecentEntry {
  const pages = links.filter(({ url }) => url !== null);
  const url = (pages.find(({ system }) => system === 'salesforce') ?? pages[0])?.url ?? null;
  return { accountId, name: header.name, domain: header.domain, band: header.band, url, at };
}
