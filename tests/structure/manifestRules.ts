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
  minimum_chrome_version?: string;
  browser_specific_settings?: {
    gecko?: { data_collection_permissions?: { required?: string[]; optional?: string[] } };
  };
};

/** What the person agrees to by installing; docs/security.md gives the reason for each. A new one is a decision, not a line. */
const permissions = ['alarms', 'storage'];
const collected = ['authenticationInfo', 'browsingActivity'];
const pages = /^https:\/\/(?:\*\.lightning\.force\.com|app(?:-[a-z0-9]+)?\.hubspot\.com|\*\.zendesk\.com)\//;

/** Everything in a manifest that asks for more than the project has decided, or protects less. Empty when all is well. */
export function manifestProblems(manifest: Manifest, browser: 'chrome' | 'edge' | 'firefox'): string[] {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => holds || problems.push(problem);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

  must(manifest.manifest_version === 3 || manifest.manifest_version === undefined, 'manifest version');
  must(same(sorted(manifest.permissions), permissions), `permissions: ${manifest.permissions}`);
  for (const key of ['optional_permissions', 'host_permissions', 'optional_host_permissions'] as const)
    must(sorted(manifest[key]).length === 0, `${key}: ${manifest[key]}`);

  const scripts = manifest.content_scripts ?? [];
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
  const matched = [...scripts, ...resources].flatMap((part) => part.matches ?? []);
  must(matched.length > 2, 'matches');
  for (const match of matched) must(pages.test(match), `matches ${match}`);

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
  must(ancestors.length > 2 && ancestors.every((origin) => pages.test(`${origin}/`)), `frame-ancestors: ${ancestors}`);

  if (browser === 'firefox') {
    const { required, optional } = manifest.browser_specific_settings?.gecko?.data_collection_permissions ?? {};
    must(
      same(sorted(required), collected) && sorted(optional).length === 0,
      `data collection: ${required} ${optional}`,
    );
  } else {
    must(same(manifest.externally_connectable, { ids: [] }), 'no page and no extension may connect');
    must(resources[0]?.use_dynamic_url === true, 'the panel has a new address each session');
    must(Number(manifest.minimum_chrome_version) >= 130, 'a Chrome that honours use_dynamic_url');
  }
  return problems;
}

function sorted(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).sort() : [];
}
