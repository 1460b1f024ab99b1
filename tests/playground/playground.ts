import { readFileSync } from 'node:fs';
import type { World } from '../../server/sandbox/world/types.ts';
import { type Crm, crmHosts, loginUrl } from './hosts.ts';
import { consoleTabs, openTickets } from './openTabs.ts';
import { crmPage, embeddedPage, loginPage } from './pageHtml.ts';
import { type PageRecord, pageRecords } from './records.ts';
import { variantStyle } from './variants.ts';

export type PageResponse = { status: number; headers: Record<string, string>; body: string };

const types = { js: 'text/javascript', css: 'text/css' };
const files = new Map(
  ['page.client.js', 'salesforce.client.js', 'hubspot.client.js', 'zendesk.client.js', 'pane.client.js']
    .concat(['scenes.client.js', 'attacks.client.js', 'spy.client.js', 'page.css', 'looks.css'])
    .map((name) => [`/${name}`, readFileSync(new URL(name, import.meta.url), 'utf8')]),
);

/** As strict as the strictest CRM: own scripts only, frames of its own only where the CRM has some, and trusted types on one of them. */
function policy(crm: Crm): string {
  const frames = crm === 'hubspot' ? "'self'" : "'none'";
  const parts = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `frame-src ${frames}`,
    `child-src ${frames}`,
    "img-src 'self'",
  ];
  if (crm === 'zendesk') parts.push("require-trusted-types-for 'script'", 'trusted-types playground');
  return parts.join('; ');
}

/** A hostile page allows itself what it needs, and is told of nothing that its policy has stopped. */
const hostilePolicy = "script-src 'self'; style-src 'self'";

function html(body: string, security: string, frameOptions = 'DENY'): PageResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': security,
    'x-frame-options': frameOptions,
  };
  return { status: 200, headers, body };
}

/** Tells the browser to prepare a page of the same host before anybody asks for it. https://wicg.github.io/nav-speculation/speculation-rules.html */
function speculation(url: URL): PageResponse | null {
  if (url.pathname !== '/speculation.json') return null;
  const rules = { prerender: [{ urls: [url.searchParams.get('next')], eagerness: 'immediate' }] };
  const headers = { 'content-type': 'application/speculationrules+json' };
  return { status: 200, headers, body: JSON.stringify(rules) };
}

function asset(url: URL): PageResponse | null {
  const style = url.pathname === '/variant.css' ? variantStyle(url.searchParams.get('name') ?? '') : null;
  const body = style ?? files.get(url.pathname);
  if (body === undefined) return null;
  const type = types[url.pathname.endsWith('.css') ? 'css' : 'js'];
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}

/** Answers for the three CRM hosts; null for every other address. Pure: the same world gives the same pages. */
export function createPlayground(world: World): (url: string) => PageResponse | null {
  const records = pageRecords(world);
  const signIns = Object.values(loginUrl).map((href) => new URL(href));
  return (href): PageResponse | null => {
    const url = new URL(href);
    if (signIns.some((signIn) => signIn.host === url.host && signIn.pathname === url.pathname))
      return html(loginPage(), policy('salesforce'));
    const crm = (Object.keys(crmHosts) as Crm[]).find((name) => crmHosts[name] === url.hostname);
    if (url.pathname === '/favicon.ico') return { status: 404, headers: {}, body: '' };
    if (!crm) return null;
    const found = speculation(url) ?? asset(url);
    if (found) return found;
    if (crm === 'hubspot' && url.searchParams.has('embedded')) {
      const title = url.pathname === '/timeline' ? 'Timeline' : 'Conversations';
      return html(embeddedPage(title), policy(crm), 'SAMEORIGIN');
    }
    return answer(crm, url, records[crm], world);
  };
}

function answer(crm: Crm, url: URL, records: PageRecord[], world: World): PageResponse {
  const { searchParams } = url;
  const attack = searchParams.get('attack');
  const isConsole = crm === 'salesforce' && (searchParams.has('ws') || searchParams.has('console'));
  const body = crmPage({
    crm,
    // A hostile page has the record of its address and no other: what else it finds, it has from us.
    records: attack === null ? records : records.filter((r) => r.path === url.pathname),
    tabs: attack !== null ? [] : isConsole ? consoleTabs(world) : crm === 'zendesk' ? openTickets(world) : [],
    isConsole,
    scenes: searchParams.get('scene')?.split(',') ?? [],
    attack,
    extraNodes: Number(searchParams.get('nodes') ?? 0),
  });
  const response = html(body, attack === null ? policy(crm) : hostilePolicy, crm === 'hubspot' ? 'SAMEORIGIN' : 'DENY');
  const next = searchParams.get('next');
  if (next !== null) response.headers['speculation-rules'] = `"/speculation.json?next=${encodeURIComponent(next)}"`;
  return response;
}
