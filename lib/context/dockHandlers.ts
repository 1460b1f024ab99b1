import type { DockChange, DockSettings } from '../contract/dock.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import type { BackgroundDeps } from './backgroundDeps.ts';
import type { ContextService } from './contextService.ts';
import { type Docks, hostOf } from './docks.ts';
import { tabOf } from './tabOf.ts';
import type { TabState, TabStates } from './tabStates.ts';

export type DockHandlerDeps = Pick<BackgroundDeps, 'send' | 'mark' | 'isGranted' | 'detect'> & {
  tabs: TabStates;
  docks: Docks;
  contexts: Pick<ContextService, 'shown' | 'republish'>;
};

type DockHandlers = Pick<Handlers, 'dock.set' | 'dock.arrange' | 'dock.trouble' | 'panel.covered' | 'panel.leave'>;

const ok = { ok: true } as const;

/** How the dock stands in each tab, who is told when that changes, and what the dock and its panel say to each other. */
export function createDockHandlers({ tabs, docks, contexts, ...deps }: DockHandlerDeps) {
  /** Changes the dock of one tab, as far as it has one; `keep` is called in the same step. */
  const change = async (
    tabId: number,
    edit: DockChange,
    isTold: boolean,
    keep?: (dock: DockSettings) => Promise<void>,
  ): Promise<void> => {
    let dock: DockSettings | null = null;
    let kept: Promise<void> | null | undefined;
    await tabs.change(tabId, (tab) => {
      dock = tab.dock && { ...tab.dock, ...edit };
      kept = dock && keep?.(dock);
      return { ...tab, dock };
    });
    if (!dock) return;
    if (isTold) void deps.send(tabId, { type: 'dock', dock });
    await Promise.all([kept, edit.open ? contexts.shown(tabId) : contexts.republish(tabId)]);
  };
  /** Changes the dock of a tab, of every other tab of its host, and as it is remembered; a rail is opened in its own tab only. */
  const arrange = async (tabId: number, edit: DockChange, isTold: boolean): Promise<void> => {
    const tab = await tabs.read(tabId);
    if (!tab?.dock) return;
    // Of two changes at once, the later one is remembered with both.
    const own = change(tabId, edit, isTold, (dock) => docks.keep(tab.href, tab.incognito, dock));
    const { open, ...shared } = edit;
    const common = (edit.mode ?? tab.dock.mode) === 'rail' || open === undefined ? shared : edit;
    const isSameSite = (other: TabState) =>
      hostOf(other.href) === hostOf(tab.href) && other.incognito === tab.incognito;
    const others = Object.keys(common).length === 0 ? [] : await tabs.all();
    const told = others.filter(([id, other]) => id !== tabId && isSameSite(other));
    await Promise.all([own, ...told.map(([id]) => change(id, common, true))]);
  };

  const handlers: DockHandlers = {
    async 'dock.set'(edit, sender) {
      await arrange(tabOf(sender), edit, false);
      return ok;
    },
    async 'dock.arrange'({ tabId, change: edit }, sender) {
      await arrange(tabOf(sender, tabId), edit, true);
      return ok;
    },
    async 'dock.trouble'({ trouble }, sender) {
      const tabId = tabOf(sender);
      deps.mark(tabId, trouble && 'trouble');
      await tabs.change(tabId, (tab) => ({ ...tab, trouble }));
      await contexts.republish(tabId);
      return ok;
    },
    async 'panel.covered'({ covered }, sender) {
      void deps.send(tabOf(sender), { type: 'covered', covered });
      return ok;
    },
    async 'panel.leave'(_request, sender) {
      void deps.send(tabOf(sender), { type: 'leave' });
      return ok;
    },
  };

  return {
    handlers,
    /** Where docks may stand has changed: every page that we know takes its dock out, or asks for it. */
    async rearrange(): Promise<void> {
      const each = async ([tabId, tab]: [number, TabState]): Promise<void> => {
        if (tab.href === '') return;
        const dock = await docks.on(deps.detect(tab.href), tab.href, tab.incognito);
        if (!(await deps.isGranted(tab.href))) void deps.send(tabId, { type: 'stop' });
        else if (dock && !tab.dock) void deps.send(tabId, { type: 'announce' });
        else if (!dock && tab.dock) void deps.send(tabId, { type: 'dock', dock });
        if (!dock) await tabs.change(tabId, (now) => ({ ...now, dock }));
      };
      await Promise.all((await tabs.all()).map(each));
    },
  };
}
