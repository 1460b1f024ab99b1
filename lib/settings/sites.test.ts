import { describe, expect, it, vi } from 'vitest';
import { createSites, originsOf, type SiteFamily } from './sites.ts';

const families: SiteFamily[] = [
  {
    system: 'salesforce',
    matches: ['https://*.lightning.force.com/*'],
    optionalMatches: ['https://*.my.salesforce.com/*', 'https://*.vf.force.com/*'],
  },
  { system: 'zendesk', matches: ['https://*.zendesk.com/agent/*'], optionalMatches: [] },
];

/** A browser that allows these origins; `pages` are single hosts, which patterns with a star include. */
function allowing(...origins: string[]) {
  const includes = (asked: string) =>
    origins.some((origin) => asked === origin || asked.endsWith(origin.replace('https://*', '')));
  return { contains: vi.fn(async (asked: { origins: string[] }) => asked.origins.every(includes)) };
}

describe('sites', () => {
  it('are asked for by origin, whatever the path', () => {
    expect(
      originsOf(['https://*.zendesk.com/agent/*', 'https://*.zendesk.com/*', 'https://app.hubspot.com/*']),
    ).toEqual(['https://*.zendesk.com/*', 'https://app.hubspot.com/*']);
  });

  it('are one for each CRM and one for each rarer host, with what the browser says of it', async () => {
    const sites = createSites(families, allowing('https://*.lightning.force.com/*', 'https://*.vf.force.com/*'));
    expect(await sites.list()).toEqual([
      { system: 'salesforce', origins: ['https://*.lightning.force.com/*'], optional: false, granted: true },
      { system: 'salesforce', origins: ['https://*.my.salesforce.com/*'], optional: true, granted: false },
      { system: 'salesforce', origins: ['https://*.vf.force.com/*'], optional: true, granted: true },
      { system: 'zendesk', origins: ['https://*.zendesk.com/*'], optional: false, granted: false },
    ]);
  });

  it('are asked of the browser once for each host, until it changes its mind', async () => {
    const browser = allowing('https://*.zendesk.com/*');
    const sites = createSites(families, browser);
    expect(await sites.isGranted('https://acme.zendesk.com/agent/tickets/1')).toBe(true);
    expect(await sites.isGranted('https://acme.zendesk.com/agent/tickets/2')).toBe(true);
    expect(await sites.isGranted('https://acme.lightning.force.com/x')).toBe(false);
    expect(browser.contains).toHaveBeenCalledTimes(2);
    browser.contains.mockResolvedValue(false);
    expect(await sites.isGranted('https://acme.zendesk.com/agent')).toBe(true);
    sites.forget();
    expect(await sites.isGranted('https://acme.zendesk.com/agent')).toBe(false);
  });

  it.each(['', 'no address', 'http://acme.zendesk.com/', 'chrome://newtab/', 'about:blank'])(
    'never include %j, and the browser is not asked',
    async (href) => {
      const browser = allowing('https://*.zendesk.com/*');
      expect(await createSites(families, browser).isGranted(href)).toBe(false);
      expect(browser.contains).not.toHaveBeenCalled();
    },
  );

  it('count as withheld where the browser refuses to answer', async () => {
    const sites = createSites(families, { contains: () => Promise.reject(new Error('not now')) });
    expect((await sites.list()).every(({ granted }) => !granted)).toBe(true);
    expect(await sites.isGranted('https://acme.zendesk.com/agent')).toBe(false);
  });
});
