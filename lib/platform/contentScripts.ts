import type { ContentPush } from '../contract/rpc.ts';
import type { Engine } from './engine.ts';

/** The content script's files, for the manifest and for whoever starts it by hand. */
export const contentFiles = { js: ['crm.js'], css: ['assets/push.css'] };

const registrationId = 'optional';

type Scripting = {
  tabs: Pick<Engine['tabs'], 'query'>;
  scripting: Pick<
    Engine['scripting'],
    'executeScript' | 'insertCSS' | 'getRegisteredContentScripts' | 'registerContentScripts'
  >;
};

/**
 * Starts the content script in pages that are open already: after an update, and when the browser allows a site. No page is reloaded,
 * because a person may be writing in it.
 *
 * - `required`, `optional`: match patterns of everybody's pages, and of those that are asked for.
 * - `startsItself`: Firefox starts the manifest's script in open pages when the extension is installed or updated; Chromium does not.
 * - `send`: whether anybody heard it.
 */
export function createContentScripts(
  engine: Scripting,
  pages: { required: readonly string[]; optional: readonly string[]; startsItself: boolean },
  send: (tabId: number, push: ContentPush) => Promise<boolean>,
) {
  const all = [...pages.required, ...pages.optional];
  /** The tabs of these pages. The browser names only those that it allows us to see. A discarded one gets the script when it is loaded. */
  const tabsOf = (url: readonly string[]) =>
    url.length === 0 ? Promise.resolve([]) : engine.tabs.query({ url: [...url], discarded: false });

  const start = async (patterns: readonly string[]): Promise<void> => {
    const inTab = async (tabId: number | undefined) => {
      if (tabId === undefined || (await send(tabId, { type: 'ping' }))) return;
      const target = { tabId };
      await engine.scripting.insertCSS({ target, files: contentFiles.css });
      await engine.scripting.executeScript({ target, files: contentFiles.js, injectImmediately: true });
    };
    // A tab that is closed meanwhile, or shows an error page of the browser, needs no script.
    await Promise.all((await tabsOf(patterns)).map(({ id }) => inTab(id).catch(() => undefined)));
  };
  /** The browser runs a registered script only where it allows us to, but forgets it with every update (both engines, measured). */
  const register = async (): Promise<void> => {
    if (pages.optional.length === 0) return;
    if ((await engine.scripting.getRegisteredContentScripts()).length > 0) return;
    // An optional pattern may be wider than one of the manifest's, whose pages have their script.
    const where = { matches: [...pages.optional], excludeMatches: [...pages.required] };
    await engine.scripting.registerContentScripts([
      { id: registrationId, ...where, ...contentFiles, runAt: 'document_start', allFrames: false },
    ]);
  };

  return {
    /** The extension was installed or updated. */
    async installed(): Promise<void> {
      await register();
      await start(pages.startsItself ? pages.optional : all);
    },
    /** The browser allows more sites. Neither engine starts the script in their open pages. */
    async gained(): Promise<void> {
      await register();
      await start(all);
    },
  };
}
