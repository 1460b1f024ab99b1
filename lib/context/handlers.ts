import { scopeOf } from '../auth/scope.ts';
import type { Database, WriteBody } from '../cache/database.ts';
import type { Values } from '../cache/keyValues.ts';
import { whilePaired } from '../cache/whilePaired.ts';
import type { CrmSystem } from '../contract/record.ts';
import type { ContentPush, DockWords } from '../contract/rpc.ts';
import type { MessageSender } from '../rpc/sender.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import type { ContextService } from './contextService.ts';
import { currentHref, isSameOrigin } from './currentHref.ts';
import { createSessionHandlers, type SessionDeps } from './sessionHandlers.ts';
import type { TabStates } from './tabStates.ts';

export type HandlerDeps = SessionDeps & {
  db: Database;
  values: Values;
  contexts: ContextService;
  tabs: TabStates;
  /** The address of a tab as the browser sees it now; null when it is gone or hidden from us. */
  tabUrl(tabId: number): Promise<string | null>;
  systemOf(href: string): CrmSystem | null;
  /** Tells a tab's content script. */
  tell(tabId: number, push: ContentPush): void;
  openOptions(): Promise<void>;
  words(): DockWords;
  newKey(): string;
};

const ok = { ok: true } as const;
const notPaired = { ok: false, code: 'notPaired', message: 'This browser is not paired with a backend.' } as const;

/** Everything that our own pages and content scripts may ask of the background. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const { db, values, pairings, outbox, contexts, tabs } = deps;
  const tabOf = (sender: MessageSender): number => {
    const id = sender.tab?.id;
    if (id === undefined) throw new Error('the sender has no tab');
    return id;
  };
  const add = async (write: WriteBody, sender: MessageSender): Promise<typeof ok | typeof notPaired> => {
    const current = await pairings.current();
    if (!current) return notPaired;
    if (!(await outbox.add(scopeOf(current.pairing), write, sender.tab?.incognito ?? false))) return notPaired;
    if (sender.tab?.id !== undefined) await contexts.republish(sender.tab.id);
    deps.flushSoon();
    return ok;
  };
  const stamp = () => ({ key: deps.newKey(), at: new Date(deps.now()).toISOString() });

  return {
    async 'record.opened'({ generation, url, slot }, sender) {
      const tabId = tabOf(sender);
      const href = await currentHref(deps.tabUrl, tabId, url, sender);
      const newest = await contexts.opened(tabId, {
        generation,
        href,
        incognito: sender.tab?.incognito ?? false,
        slot,
      });
      const system = deps.systemOf(href);
      const open = system === null ? false : ((await values.read(`dock.${system}`)) ?? true);
      return { ok: true, open, mode: system === 'zendesk' ? 'overlay' : 'push', words: deps.words(), newest };
    },
    async 'record.expected'({ generation, url, slot }, sender) {
      // The browser cannot know yet. Within its origin a page may go where it likes, and there the claim is worth as much as an address.
      const incognito = sender.tab?.incognito ?? false;
      if (isSameOrigin(url, sender.url ?? ''))
        await contexts.expected(tabOf(sender), { generation, href: url, incognito, slot });
      return ok;
    },
    async 'dock.set'({ open }, sender) {
      const system = deps.systemOf(sender.url ?? '');
      if (system && !sender.tab?.incognito) await values.write(`dock.${system}`, open);
      return ok;
    },
    async 'panel.painted'({ generation }, sender) {
      const tabId = tabOf(sender);
      deps.tell(tabId, { type: 'painted', generation });
      await look(tabId, generation);
      return ok;
    },
    async 'panel.blank'({ generation, slot }, sender) {
      deps.tell(tabOf(sender), { type: 'blank', generation, slot });
      return ok;
    },
    async 'panel.refresh'(_request, sender) {
      deps.flushSoon();
      await contexts.shown(tabOf(sender));
      return ok;
    },
    async 'panel.choose'({ accountId }, sender) {
      await contexts.choose(tabOf(sender), accountId);
      return ok;
    },
    'action.react': (request, sender) => add({ kind: 'reaction', body: { ...request, ...stamp() } }, sender),
    'account.pin': (request, sender) => add({ kind: 'pin', body: { ...request, ...stamp() } }, sender),
    async 'watchlist.get'() {
      const current = await pairings.current();
      if (!current) return notPaired;
      const scope = scopeOf(current.pairing);
      await outbox.flush();
      const answer = await current.api.watchlist();
      if (answer.ok) {
        const { value } = answer;
        await whilePaired(db, scope, [], () => values.write('watchlist', { scope, watchlist: value })).catch(
          () => false,
        );
        return { ok: true, watchlist: answer.value, cached: false };
      }
      const kept = await values.read('watchlist');
      if (kept?.scope === scope && answer.problem.code === 'offline')
        return { ok: true, watchlist: kept.watchlist, cached: true };
      return { ok: false, code: answer.problem.code, message: answer.problem.message };
    },
    async 'options.open'() {
      await deps.openOptions();
      return ok;
    },
    ...createSessionHandlers(deps),
  };

  /** Remembers that the person has seen this version, once, so that the watchlist can tell what moved since. */
  async function look(tabId: number, generation: number): Promise<void> {
    const tab = await tabs.read(tabId);
    const current = await pairings.current();
    if (!current || tab?.generation !== generation || tab.incognito) return;
    const document = (await contexts.state(tabId)).context?.document;
    if (!document) return;
    const scope = scopeOf(current.pairing);
    const last = (await outbox.ofAccount(scope, document.accountId)).findLast((w) => w.kind === 'look');
    const recently = last && deps.now() - last.at < 10 * 60_000;
    if (last?.kind === 'look' && last.body.version === document.version && recently) return;
    const body = { accountId: document.accountId, version: document.version, ...stamp() };
    if (await outbox.add(scope, { kind: 'look', body }, false)) deps.flushSoon();
  }
}
