import { describe, expect, it, vi } from 'vitest';
import type { ContentPush } from '../contract/rpc.ts';
import { createContentScripts } from './contentScripts.ts';

const required = ['https://*.zendesk.com/agent/*'];
const optional = ['https://*.my.salesforce.com/*'];

type Tab = { id: number; shows: 'zendesk' | 'salesforce' | 'other'; listens?: boolean; broken?: boolean };

/** A browser with these tabs, which lets us see the pages of `allowed` only. */
function browser({
  tabs,
  allowed = ['zendesk'] as string[],
  startsItself = false,
}: {
  tabs: Tab[];
  allowed?: string[];
  startsItself?: boolean;
}) {
  const started: string[] = [];
  const registered: { matches: string[]; allFrames?: boolean }[] = [];
  const isAsked = (tab: Tab, url: string[]) => url.some((pattern) => pattern.includes(`.${tab.shows}.`));
  const engine = {
    tabs: {
      query: vi.fn(async ({ url }: { url?: string[]; discarded?: boolean }) =>
        tabs.filter((tab) => !url || (allowed.includes(tab.shows) && isAsked(tab, url))),
      ),
    },
    scripting: {
      insertCSS: async ({ target, files }: { target: { tabId: number }; files: string[] }) => {
        if (tabs.find(({ id }) => id === target.tabId)?.broken) throw new Error('Cannot access contents of the page');
        started.push(`${target.tabId} ${files}`);
      },
      executeScript: async ({ target, files }: { target: { tabId: number }; files: string[] }) => {
        started.push(`${target.tabId} ${files}`);
      },
      getRegisteredContentScripts: async () => registered,
      registerContentScripts: async (scripts: typeof registered) => void registered.push(...scripts),
    },
  };
  const send = async (tabId: number, push: ContentPush) => {
    expect(push).toEqual({ type: 'ping' });
    return tabs.find(({ id }) => id === tabId)?.listens ?? false;
  };
  const scripts = createContentScripts(engine as never, { required, optional, startsItself }, send);
  return { scripts, started, registered, engine };
}

const files = (...ids: number[]) => ids.flatMap((id) => [`${id} assets/push.css`, `${id} crm.js`]);

describe('after an update', () => {
  it('the script is started in the open pages of the CRMs where none listens, and nowhere else', async () => {
    const tabs: Tab[] = [
      { id: 1, shows: 'zendesk' },
      { id: 2, shows: 'zendesk', listens: true },
      { id: 3, shows: 'other' },
      { id: 4, shows: 'salesforce' },
    ];
    const { scripts, started, engine } = browser({ tabs });
    await scripts.installed();
    expect(started).toEqual(files(1));
    expect(engine.tabs.query).toHaveBeenCalledWith({ url: [...required, ...optional], discarded: false });
  });

  it('an engine that starts the manifest’s script itself is left to it, but not for the sites that were asked for', async () => {
    const tabs: Tab[] = [
      { id: 1, shows: 'zendesk' },
      { id: 4, shows: 'salesforce' },
    ];
    const { scripts, started } = browser({ tabs, allowed: ['zendesk', 'salesforce'], startsItself: true });
    await scripts.installed();
    expect(started).toEqual(files(4));
  });

  it('a page that cannot be reached keeps no other from its script', async () => {
    const tabs: Tab[] = [
      { id: 1, shows: 'zendesk', broken: true },
      { id: 2, shows: 'zendesk' },
    ];
    const { scripts, started } = browser({ tabs });
    await scripts.installed();
    expect(started).toEqual(files(2));
  });

  it('the script is registered for the sites that are asked for, once', async () => {
    const { scripts, registered } = browser({ tabs: [] });
    await scripts.installed();
    await scripts.gained();
    expect(registered).toEqual([
      {
        id: 'optional',
        matches: optional,
        excludeMatches: required,
        js: ['crm.js'],
        css: ['assets/push.css'],
        runAt: 'document_start',
        allFrames: false,
      },
    ]);
  });
});

describe('when the browser allows a site', () => {
  it('the script is started in its open pages, in every engine', async () => {
    for (const startsItself of [false, true]) {
      const tabs: Tab[] = [
        { id: 1, shows: 'zendesk' },
        { id: 2, shows: 'salesforce' },
      ];
      const { scripts, started } = browser({ tabs, allowed: ['zendesk', 'salesforce'], startsItself });
      await scripts.gained();
      expect(started.sort()).toEqual(files(1, 2).sort());
    }
  });
});
