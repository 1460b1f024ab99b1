import type { Values } from '../cache/keyValues.ts';
import { createSessionValue, type SessionArea } from '../cache/sessionValue.ts';
import type { DockSettings } from '../contract/dock.ts';
import { dockWidths } from '../contract/dockWidths.ts';
import type { CrmSystem } from '../contract/record.ts';
import type { PageDetection, PagePack } from './backgroundDeps.ts';
import type { Settings } from './settings.ts';

type Arranged = Record<string, DockSettings>;

const maxHosts = 50;

export type DockDeps = {
  values: Values;
  session: SessionArea;
  settings: Settings;
  packOf(system: CrmSystem): PagePack;
  isGranted(href: string): Promise<boolean>;
};

/**
 * How the person has arranged the dock on each host. What is arranged in an incognito tab is for incognito tabs only, and is forgotten with
 * the session.
 */
export function createDocks({ values, session, settings, packOf, isGranted }: DockDeps) {
  const privately = createSessionValue<Arranged>(session, 'privateDocks', {});
  return {
    /** The dock for a page as it was left on its host. Null where there is none. Its reads are done side by side. */
    async on(page: PageDetection, href: string, incognito: boolean): Promise<DockSettings | null> {
      const { system, isSignIn } = page;
      if (system === null || isSignIn) return null;
      const [place, granted, apart, arranged] = await Promise.all([
        settings.place(),
        isGranted(href),
        incognito ? privately.read() : null,
        values.read('docks'),
      ]);
      if (place !== 'page' || !granted) return null;
      const host = hostOf(href);
      const { mode } = packOf(system).dock;
      const usual: DockSettings = { open: true, mode, side: 'end', width: dockWidths.normal, railAt: 38 };
      return apart?.[host] ?? arranged?.[host] ?? usual;
    },
    /** Remembers a dock; that a rail is open says nothing about the next page. Rejects when the storage fails. */
    keep(href: string, incognito: boolean, dock: DockSettings): Promise<void> {
      const host = hostOf(href);
      const edit = (all: Arranged | null): Arranged => {
        const { [host]: _before, ...others } = all ?? {};
        return Object.fromEntries([...Object.entries(others), [host, dock]].slice(-maxHosts));
      };
      return incognito ? privately.change(edit) : values.change('docks', edit);
    },
    /** The person has gone. */
    clear: () => privately.change(() => ({})),
  };
}

export type Docks = ReturnType<typeof createDocks>;

/** Empty for what is no address. */
export function hostOf(href: string): string {
  return URL.parse(href)?.host ?? '';
}
