/** The parts of a manifest that decide what the extension may do. */
export type Manifest = {
  manifest_version?: unknown;
  permissions?: unknown;
  optional_permissions?: unknown;
  host_permissions?: unknown;
  optional_host_permissions?: unknown;
  content_scripts?: { matches?: string[]; js?: string[]; all_frames?: boolean; world?: string }[];
  web_accessible_resources?: { resources: string[]; matches?: string[]; use_dynamic_url?: boolean }[];
  content_security_policy?: { extension_pages?: string };
  externally_connectable?: unknown;
  commands?: Record<string, { suggested_key?: { default?: string } }>;
  side_panel?: unknown;
  sidebar_action?: { default_panel?: string; open_at_install?: boolean };
  storage?: unknown;
  minimum_chrome_version?: string;
  browser_specific_settings?: {
    gecko?: { data_collection_permissions?: { required?: string[]; optional?: string[] } };
  };
};

/** What the person agrees to by installing; docs/security.md gives the reason for each. A new one is a decision, not a line. */
const permissions = {
  chrome: ['alarms', 'scripting', 'sidePanel', 'storage'],
  edge: ['alarms', 'scripting', 'sidePanel', 'storage'],
  firefox: ['alarms', 'scripting', 'storage'],
};
const collected = { required: ['authenticationInfo', 'browsingActivity'], optional: ['technicalAndInteraction'] };
/** The pages of everybody. Permissions know no paths. */
const pages = /^https:\/\/(?:\*\.lightning\.force\.com|app(?:-[a-z0-9]+)?\.hubspot\.com|\*\.zendesk\.com)\//;
/** What a person may allow besides, one by one. */
const optional = [
  'https://*.hubspot.com/*',
  'https://*.lightning.crmforce.mil/*',
  'https://*.lightning.force.mil/*',
  'https://*.lightning.sfcrmapps.cn/*',
  'https://*.my.salesforce.com/*',
  'https://*.my.salesforce.mil/*',
  'https://*.my.sfcrmproducts.cn/*',
  'https://*.my.site.com/*',
  'https://*.vf.force.com/*',
  'https://*.visual.force.com/*',
];

/**
 * Letters that are not ours with Alt+Shift. Chromium does not assign A, B, C, N, P, T and X, without a word (measured); Firefox on Linux opens
 * its menus with B, E, F, H, S, T and V (measured with E); ChromeOS keeps L, M, N and S, and Chrome sends feedback with I.
 */
const takenKeys = 'ABCEFHILMNPSTVX';

/** Everything in a manifest that asks for more than the project has decided, or protects less. Empty when all is well. */
export function manifestProblems(manifest: Manifest, browser: 'chrome' | 'edge' | 'firefox'): string[] {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => holds || problems.push(problem);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

  must(manifest.manifest_version === 3 || manifest.manifest_version === undefined, 'manifest version');
  must(same(sorted(manifest.permissions), permissions[browser]), `permissions: ${manifest.permissions}`);
  must(sorted(manifest.optional_permissions).length === 0, `optional_permissions: ${manifest.optional_permissions}`);

  const scripts = manifest.content_scripts ?? [];
  const matches = scripts.flatMap((script) => script.matches ?? []);
  must(matches.length > 2 && matches.every((match) => pages.test(match)), `matches ${matches}`);
  const hosts = [...new Set(matches.map((match) => match.replace(/^(https:\/\/[^/]+)\/.*$/, '$1/*')))].sort();
  must(same(sorted(manifest.host_permissions), hosts), `other hosts than the script's: ${manifest.host_permissions}`);
  must(
    same(sorted(manifest.optional_host_permissions), optional),
    `optional hosts: ${manifest.optional_host_permissions}`,
  );
  must(scripts.length === 1, 'one content script');
  must(
    same(scripts[0]?.js, ['crm.js']) && scripts[0]?.all_frames !== true && !scripts[0]?.world,
    'only crm.js, only in the top frame, in its own world',
  );
  const resources = manifest.web_accessible_resources ?? [];
  must(
    same(
      resources.map((r) => r.resources),
      [['panel.html']],
    ),
    'only the panel may be framed',
  );
  const framing = [...hosts, ...optional].sort();
  must(same(sorted(resources[0]?.matches), framing), `framed by ${resources[0]?.matches}`);

  const keys = Object.values(manifest.commands ?? {}).map((command) => command.suggested_key?.default ?? '');
  must(keys.length === 2 && new Set(keys).size === 2, `two commands, two keys: ${keys}`);
  const isFree = (key: string) => /^Alt\+Shift\+[A-Z]$/.test(key) && !takenKeys.includes(key.slice(-1));
  must(keys.every(isFree), `keys that a browser keeps for itself: ${keys}`);

  const policy = manifest.content_security_policy?.extension_pages ?? '';
  for (const part of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'none'"])
    must(policy.split('; ').includes(part), `policy without ${part}`);
  must(!/unsafe-|data:|blob:/.test(policy), `policy: ${policy}`);
  const ancestors =
    policy
      .split('; ')
      .find((part) => part.startsWith('frame-ancestors '))
      ?.split(' ')
      .slice(1) ?? [];
  must(same(ancestors.map((origin) => `${origin}/*`).sort(), framing), `frame-ancestors: ${ancestors}`);

  if (browser === 'firefox') {
    const { required, optional } = manifest.browser_specific_settings?.gecko?.data_collection_permissions ?? {};
    must(
      same([sorted(required), sorted(optional)], [collected.required, collected.optional]),
      `data collection: ${required} ${optional}`,
    );
    must(manifest.sidebar_action?.default_panel === 'panel.html', 'the sidebar is the panel');
    must(manifest.sidebar_action?.open_at_install === false, 'the sidebar waits until somebody opens it');
  } else {
    must(same(manifest.externally_connectable, { ids: [] }), 'no page and no extension may connect');
    must(resources[0]?.use_dynamic_url === true, 'the panel has a new address each session');
    must(Number(manifest.minimum_chrome_version) >= 130, 'a Chrome that honours use_dynamic_url');
    must(same(manifest.side_panel, { default_path: 'panel.html' }), 'the side panel is the panel');
    must(same(manifest.storage, { managed_schema: 'schema.json' }), 'the settings of an organisation');
  }
  return problems;
}

function sorted(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).sort() : [];
}
