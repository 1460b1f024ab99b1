import type { CrmSystem } from '../contract/record.ts';
import type { Site } from '../contract/rpc.ts';

/** Where one CRM's pages are, as match patterns: those of everybody, and the rarer ones that are asked for one by one. */
export type SiteFamily = { system: CrmSystem; matches: readonly string[]; optionalMatches: readonly string[] };

/** What the browser answers: whether all of these origins are allowed. */
type Permissions = { contains(asked: { origins: string[] }): Promise<boolean> };

/** The origins of match patterns, each once, as permissions know them: any path. `https://*.zendesk.com/agent/*` gives `https://*.zendesk.com/*`. */
export function originsOf(patterns: readonly string[]): string[] {
  return [...new Set(patterns.map((pattern) => pattern.replace(/^(https:\/\/[^/]+)\/.*$/, '$1/*')))];
}

/** The sites on which the extension may run, and which of them the browser allows at the moment. */
export function createSites(families: readonly SiteFamily[], permissions: Permissions) {
  const known = new Map<string, Promise<boolean>>();
  const allows = (origins: string[]) => permissions.contains({ origins }).catch(() => false);
  return {
    /** A site for each CRM, and one for each of its rarer hosts, so that a person agrees to no more than they use. */
    async list(): Promise<Site[]> {
      const asked = families.flatMap(({ system, matches, optionalMatches }) => [
        { system, origins: originsOf(matches), optional: false },
        ...originsOf(optionalMatches).map((origin) => ({ system, origins: [origin], optional: true })),
      ]);
      return Promise.all(asked.map(async (site) => ({ ...site, granted: await allows(site.origins) })));
    },
    /** Whether the browser lets us run on the page of this address. Every navigation asks, so the answer is remembered until `forget`. */
    async isGranted(href: string): Promise<boolean> {
      const url = URL.parse(href);
      if (url?.protocol !== 'https:') return false;
      const origin = `https://${url.hostname}/*`;
      const answer = known.get(origin) ?? allows([origin]);
      known.set(origin, answer);
      return answer;
    },
    /** The browser has changed what it allows. */
    forget: (): void => known.clear(),
  };
}
