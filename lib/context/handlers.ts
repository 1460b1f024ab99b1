import type { Outbox } from '../actions/outbox.ts';
import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { WriteBody } from '../cache/database.ts';
import type { MessageSender } from '../rpc/sender.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import type { BackgroundDeps } from './backgroundDeps.ts';
import type { ContextService } from './contextService.ts';
import { currentHref, isSameOrigin } from './currentHref.ts';
import type { Drift } from './drift.ts';
import { notPaired } from './refused.ts';
import type { Seen } from './seen.ts';
import { tabOf } from './tabOf.ts';
import type { TabState, TabStates } from './tabStates.ts';

export type HandlerDeps = Pick<
  BackgroundDeps,
  'detect' | 'packOf' | 'hintsFor' | 'tabUrl' | 'send' | 'openOptions' | 'words' | 'newKey' | 'now'
> & {
  pairings: Pairings;
  outbox: Outbox;
  contexts: ContextService;
  tabs: TabStates;
  seen: Seen;
  drift: Drift;
  flushSoon(): void;
  /** Whether a tab of which nothing else is known is incognito. */
  isIncognito(tabId: number): boolean;
};

type TabHandlers = Pick<
  Handlers,
  | 'record.opened'
  | 'record.expected'
  | 'record.hinted'
  | 'panel.painted'
  | 'panel.blank'
  | 'panel.refresh'
  | 'panel.choose'
  | 'action.react'
  | 'account.pin'
  | 'options.open'
>;

const ok = { ok: true } as const;
const nothingToKeepClear = { selectors: [], top: 0, bottom: 0 };

/** What content scripts and panels say about a tab, and what the person does there. */
export function createHandlers(deps: HandlerDeps): TabHandlers {
  const { pairings, outbox, contexts, tabs } = deps;
  const add = async (
    write: WriteBody,
    sender: MessageSender,
    named?: number,
  ): Promise<typeof ok | typeof notPaired> => {
    const current = await pairings.current();
    if (!current) return notPaired;
    const tabId = sender.tab?.id ?? named;
    const tab = tabId === undefined ? null : await tabs.read(tabId);
    const incognito = sender.tab?.incognito ?? tab?.incognito ?? (tabId !== undefined && deps.isIncognito(tabId));
    if (!(await outbox.add(scopeOf(current.pairing), write, incognito))) return notPaired;
    if (tabId !== undefined) await contexts.republish(tabId);
    deps.flushSoon();
    return ok;
  };
  const stamp = () => ({ key: deps.newKey(), at: new Date(deps.now()).toISOString() });
  /** A helper window has none of the record before it. */
  const hintsOf = ({ href }: TabState) => {
    const { record } = deps.detect(href);
    return record && record !== 'keep' ? deps.hintsFor(record) : [];
  };

  return {
    async 'record.opened'({ generation, url, slot }, sender) {
      const tabId = tabOf(sender);
      const incognito = sender.tab?.incognito ?? false;
      const href = await currentHref(deps.tabUrl, tabId, url, sender);
      const page = { generation, href, incognito, slot, documentId: sender.documentId };
      const { newest, tab } = await contexts.opened(tabId, page);
      const { system } = tab.detection;
      const clear = system ? deps.packOf(system).dock.clear : nothingToKeepClear;
      return { ok: true, dock: tab.dock, words: deps.words(), clear, hints: hintsOf(tab), newest };
    },
    async 'record.expected'({ generation, url, slot }, sender) {
      // The browser cannot know yet. Within its origin a page may go where it likes, and there the claim is worth as much as an address.
      const incognito = sender.tab?.incognito ?? false;
      const page = { generation, href: url, incognito, slot, documentId: sender.documentId };
      if (isSameOrigin(url, sender.url ?? '')) await contexts.expected(tabOf(sender), page);
      return ok;
    },
    async 'record.hinted'({ generation, results }, sender) {
      const tabId = tabOf(sender);
      const tab = await tabs.read(tabId);
      if (tab?.generation !== generation) return ok;
      const { system, pack, hints: before } = tab.detection;
      const ids = new Set(hintsOf(tab).map(({ id }) => id));
      const hints = results.filter(({ id }) => ids.has(id));
      const edit = (now: TabState): TabState =>
        now.generation === generation ? { ...now, detection: { ...now.detection, hints } } : now;
      await tabs.change(tabId, edit);
      await contexts.republish(tabId);
      // Told again, it is no second look.
      if (system && pack && before.length === 0 && !tab.incognito) await deps.drift.count(system, pack, hints);
      return ok;
    },
    async 'panel.painted'({ tabId: named, generation }, sender) {
      const tabId = tabOf(sender, named);
      if (sender.tab) void deps.send(tabId, { type: 'painted', generation });
      await deps.seen.painted(tabId, generation);
      return ok;
    },
    async 'panel.blank'({ generation, slot }, sender) {
      void deps.send(tabOf(sender), { type: 'blank', generation, slot });
      return ok;
    },
    async 'panel.refresh'({ tabId }, sender) {
      deps.flushSoon();
      await contexts.shown(tabOf(sender, tabId));
      return ok;
    },
    async 'panel.choose'({ tabId: named, generation, accountId }, sender) {
      const tabId = tabOf(sender, named);
      const incognito = sender.tab?.incognito ?? deps.isIncognito(tabId);
      await contexts.choose(tabId, { generation, accountId, incognito });
      return ok;
    },
    'action.react': ({ tabId, ...request }, sender) =>
      add({ kind: 'reaction', body: { ...request, ...stamp() } }, sender, tabId),
    'account.pin': ({ tabId, ...request }, sender) =>
      add({ kind: 'pin', body: { ...request, ...stamp() } }, sender, tabId),
    async 'options.open'() {
      await deps.openOptions();
      return ok;
    },
  };
}
