import preact from '@preact/preset-vite';
import { build, type Plugin, type Rolldown } from 'vite';
import { defineConfig } from 'wxt';
import { adapters } from './adapters/registry.ts';
import { contentFiles } from './lib/platform/contentScripts.ts';
import { originsOf } from './lib/settings/sites.ts';

const crmPages = adapters.flatMap((a) => a.matches);
const crmHosts = originsOf(crmPages);
const optionalHosts = originsOf(adapters.flatMap((a) => a.optionalMatches));
const framingHosts = [...crmHosts, ...optionalHosts];

/** Only our own scripts and styles; only CRM pages may frame the panel; backends by https, or by http on this machine. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  `frame-ancestors ${framingHosts.map((host) => host.replace(/\/\*$/, '')).join(' ')}`,
].join('; ');

/**
 * Bundles the background itself apart, as one function that the listeners call when the first event needs it. The bundler would otherwise
 * wrap each module behind the `import()` in a function of its own: 2 kB more, gzipped (docs/adr/0025-background-without-polyfill.md).
 */
function backgroundApart(): Plugin {
  return {
    name: 'background-apart',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('/entrypoints/background/startBackground.ts')) return;
      const lib = { entry: id, formats: ['iife' as const], name: 'made' };
      const options = {
        configFile: false,
        logLevel: 'warn',
        build: { write: false, minify: false, lib },
      } as const;
      const [bundle] = (await build(options)) as Rolldown.RolldownOutput[];
      if (!bundle) throw new Error('The background was not bundled.');
      const [{ code, moduleIds }] = bundle.output;
      for (const file of moduleIds) this.addWatchFile(file);
      return `export function startBackground() {\n${code}\nreturn made.startBackground();\n}`;
    },
  };
}

export default defineConfig({
  manifestVersion: 3,
  imports: false,
  vite: () => ({ plugins: [preact(), backgroundApart()], build: { modulePreload: false } }),
  manifest: ({ browser }) => ({
    name: '__MSG_extName__',
    description: '__MSG_extDescription__',
    default_locale: 'en',
    // Session state that outlives a stopped worker (storage); sending queued writes later (alarms); starting the content script in open
    // pages after an update or a grant, without reloading them (scripting, and the hosts, which are the content script's own); the panel in
    // the browser's side panel. Decisions 5, 23 and 24 tell why, and why nothing more.
    permissions: ['storage', 'alarms', 'scripting', ...(browser === 'firefox' ? [] : ['sidePanel'])],
    host_permissions: crmHosts,
    optional_host_permissions: optionalHosts,
    content_scripts: [{ matches: crmPages, ...contentFiles, run_at: 'document_start', all_frames: false }],
    web_accessible_resources: [
      { resources: ['panel.html'], matches: framingHosts, ...(browser === 'firefox' ? {} : { use_dynamic_url: true }) },
    ],
    content_security_policy: { extension_pages: contentSecurityPolicy },
    incognito: 'spanning',
    commands: {
      // Free in all browsers; tests/structure/manifestRules.ts knows which letters are not.
      toggle: { suggested_key: { default: 'Alt+Shift+D' }, description: '__MSG_commandToggle__' },
      focus: { suggested_key: { default: 'Alt+Shift+J' }, description: '__MSG_commandFocus__' },
    },
    ...(browser === 'firefox'
      ? {
          sidebar_action: { default_panel: 'panel.html', default_title: '__MSG_extName__', open_at_install: false },
          browser_specific_settings: {
            gecko: {
              id: 'alongside@alongside.example',
              strict_min_version: '140.0',
              // Record addresses go to the person's backend; so does the pairing code. Counts of pages that have changed go only if agreed to.
              data_collection_permissions: {
                required: ['browsingActivity', 'authenticationInfo'],
                optional: ['technicalAndInteraction'],
              },
            },
            gecko_android: { strict_min_version: '142.0' },
          },
        }
      : {
          side_panel: { default_path: 'panel.html' },
          storage: { managed_schema: 'schema.json' },
          // 130 is the first that honours use_dynamic_url. Firefox knows no externally_connectable; there, no listener means nobody.
          minimum_chrome_version: '130',
          externally_connectable: { ids: [] },
        }),
  }),
});
