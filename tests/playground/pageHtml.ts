import { type Crm, listUrl } from './hosts.ts';
import type { OpenTab } from './openTabs.ts';
import type { PageRecord } from './records.ts';
import { clobbering } from './variants.ts';

const looks: Record<Crm, { name: string; list: string }> = {
  salesforce: { name: 'Lightning', list: 'Accounts' },
  hubspot: { name: 'Growth Hub', list: 'Companies' },
  zendesk: { name: 'Agent Workspace', list: 'Your unsolved tickets' },
};

export type CrmPage = {
  crm: Crm;
  records: readonly PageRecord[];
  tabs: readonly OpenTab[];
  isConsole: boolean;
  scenes: readonly string[];
  attack: string | null;
  /** Elements besides those of the page itself. */
  extraNodes: number;
};

/** The page of a look-alike CRM. What it shows is made by its script from the records, as in the originals. */
export function crmPage({ crm, records, tabs, isConsole, scenes, attack, extraNodes }: CrmPage): string {
  const look = looks[crm];
  // "</" inside JSON would end the script element early.
  const json = JSON.stringify({ name: look.name, records, tabs, isConsole }).replaceAll('<', '\\u003c');
  const variants = [...scenes, ...(attack === null ? [] : [attack])];
  const kind = isConsole ? `${crm} console` : crm;
  return `<!doctype html>
<html lang="en" dir="${scenes.includes('rtl') ? 'rtl' : 'ltr'}" data-crm="${crm}">
<head>
  <meta charset="utf-8">
  <title>${look.name}</title>
  ${attack === null ? '' : '<script src="/spy.client.js"></script><script src="/attacks.client.js"></script>'}
  <link rel="stylesheet" href="/page.css">
  <link rel="stylesheet" href="/looks.css">
  ${variants.map((name) => `<link rel="stylesheet" href="/variant.css?name=${encodeURIComponent(name)}">`).join('\n  ')}
  <script type="application/json" id="records">${json}</script>
</head>
<body class="${kind}">
  ${attack === 'clobber' ? clobbering : ''}
  <header class="bar"><span>${look.name}</span><input aria-label="Search" placeholder="Search"></header>
  <nav id="tabs"><a class="home" href="${new URL(listUrl[crm]).pathname}">${look.list}</a></nav>
  <main><div id="list" hidden><h2>${look.list}</h2><ul></ul></div><div id="panes"></div></main>
  ${inflate(extraNodes)}
  <script type="module" src="/page.client.js"></script>
  ${scenes.length === 0 ? '' : '<script type="module" src="/scenes.client.js"></script>'}
</body>
</html>`;
}

/** One of the frames of its own host that a page of HubSpot is made of. */
export function embeddedPage(title: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/looks.css"></head>
<body class="embedded"><h2>${title}</h2><textarea class="notes" aria-label="Reply"></textarea></body></html>`;
}

/** Where the CRM asks who one is. */
export function loginPage(): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body><main><h1>Sign in</h1><form><input aria-label="E-mail"><input aria-label="Password" type="password"><button>Sign in</button></form></main></body></html>`;
}

/** As many elements more as a heavy page has: parsed, so that the page's own script does not hide what ours takes. */
function inflate(nodes: number): string {
  if (nodes <= 0) return '';
  const row = `<div>${'<span></span>'.repeat(19)}</div>`;
  return `<div class="inflate">${row.repeat(nodes / 20)}</div>`;
}
