import preact from '@preact/preset-vite';
import { defineConfig } from 'wxt';
import { adapters } from './adapters/registry.ts';

const crmPages = adapters.flatMap((a) => a.matches);
const crmOrigins = crmPages.map((pattern) => pattern.replace(/^(https:\/\/[^/]+)\/.*$/, '$1'));
const crmHosts = crmOrigins.map((origin) => `${origin}/*`);

/** Only our own scripts and styles; only CRM pages may frame the panel; backends by https, or by http on this machine. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  `frame-ancestors ${crmOrigins.join(' ')}`,
].join('; ');

export default defineConfig({
  manifestVersion: 3,
  imports: false,
  vite: () => ({ plugins: [preact()], build: { modulePreload: false } }),
  manifest: ({ browser }) => ({
    name: '__MSG_extName__',
    description: '__MSG_extDescription__',
    default_locale: 'en',
    // Session state that outlives a stopped worker (storage); sending queued writes later (alarms). No host permission: the content
    // script's own matches tell where the tab is, and a backend answers by CORS, also on loopback (measured in Chromium and Firefox).
    permissions: ['storage', 'alarms'],
    content_scripts: [
      { matches: crmPages, js: ['crm.js'], css: ['assets/push.css'], run_at: 'document_start', all_frames: false },
    ],
    web_accessible_resources: [
      { resources: ['panel.html'], matches: crmHosts, ...(browser === 'firefox' ? {} : { use_dynamic_url: true }) },
    ],
    content_security_policy: { extension_pages: contentSecurityPolicy },
    incognito: 'spanning',
    commands: { toggle: { suggested_key: { default: 'Alt+Shift+A' }, description: '__MSG_commandToggle__' } },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'alongside@alongside.example',
              strict_min_version: '140.0',
              // Record addresses go to the person's backend; so does the pairing code.
              data_collection_permissions: { required: ['browsingActivity', 'authenticationInfo'] },
            },
            gecko_android: { strict_min_version: '142.0' },
          },
        }
      : // 130 is the first that honours use_dynamic_url. Firefox knows no externally_connectable; there, no listener means nobody.
        { minimum_chrome_version: '130', externally_connectable: { ids: [] } }),
  }),
});
