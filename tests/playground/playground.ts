import { readFileSync } from 'node:fs';
import type { World } from '../../server/sandbox/world/types.ts';
import { type Crm, crmHosts, listUrl } from './hosts.ts';
import { pageRecords } from './records.ts';

export type PageResponse = { status: number; headers: Record<string, string>; body: string };

const looks: Record<Crm, { name: string; list: string }> = {
  salesforce: { name: 'Lightning', list: 'Accounts' },
  hubspot: { name: 'Growth Hub', list: 'Companies' },
  zendesk: { name: 'Agent Workspace', list: 'Your unsolved tickets' },
};
const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** As strict as the strictest CRM: own scripts only, no frames, and trusted types on one of them. */
function policy(crm: Crm): string {
  const parts = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-src 'none'",
    "child-src 'none'",
    "img-src 'self'",
  ];
  if (crm === 'zendesk') parts.push("require-trusted-types-for 'script'", 'trusted-types playground');
  return parts.join('; ');
}

/** Answers for the three CRM hosts; null for every other address. Pure: the same world gives the same pages. */
export function createPlayground(world: World): (url: string) => PageResponse | null {
  const records = pageRecords(world);
  const assets: Record<string, [string, string]> = {
    '/playground.js': ['text/javascript', file('./page.client.js')],
    '/playground.css': ['text/css', file('./page.css')],
  };
  return (href): PageResponse | null => {
    const url = new URL(href);
    const crm = (Object.keys(crmHosts) as Crm[]).find((name) => crmHosts[name] === url.hostname);
    if (!crm) return null;
    const asset = assets[url.pathname];
    if (asset) return { status: 200, headers: { 'content-type': `${asset[0]}; charset=utf-8` }, body: asset[1] };
    if (url.pathname === '/favicon.ico') return { status: 404, headers: {}, body: '' };
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(crm),
      'x-frame-options': 'DENY',
    };
    return { status: 200, headers, body: page(crm, records[crm], Number(url.searchParams.get('nodes') ?? 0)) };
  };
}

function page(crm: Crm, records: unknown, extraNodes: number): string {
  const look = looks[crm];
  // "</" inside JSON would end the script element early.
  const json = JSON.stringify({ name: look.name, records }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en" data-crm="${crm}">
<head>
  <meta charset="utf-8">
  <title>${look.name}</title>
  <link rel="stylesheet" href="/playground.css">
  <script type="application/json" id="records">${json}</script>
</head>
<body class="${crm}">
  <header class="bar"><span>${look.name}</span><input aria-label="Search" placeholder="Search"></header>
  <nav id="tabs"><a href="${new URL(listUrl[crm]).pathname}">${look.list}</a></nav>
  <main><div id="list" hidden><h2>${look.list}</h2><ul></ul></div><div id="panes"></div></main>
  ${inflate(extraNodes)}
  <script src="/playground.js"></script>
</body>
</html>`;
}

/** As many elements more as a heavy page has: parsed, so that the page's own script does not hide what ours takes. */
function inflate(nodes: number): string {
  if (nodes <= 0) return '';
  const row = `<div>${'<span></span>'.repeat(19)}</div>`;
  return `<div class="inflate">${row.repeat(nodes / 20)}</div>`;
}
