import preact from '@preact/preset-vite';
import { defineConfig } from 'wxt';
import { adapters } from './adapters/registry.ts';

const crmHosts = adapters.flatMap((a) => a.matches);
const crmOrigins = crmHosts.map((pattern) => pattern.replace(/\/\*$/, ''));

/** Only our own scripts; only CRM pages may frame the panel; backends by https, or by http on this machine. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
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
    // Session state that outlives a stopped worker (storage); sending queued writes later (alarms). Nothing else.
    permissions: ['storage', 'alarms'],
    host_permissions: crmHosts,
    content_scripts: [{ matches: crmHosts, js: ['crm.js'], run_at: 'document_start', all_frames: false }],
    web_accessible_resources: [
      { resources: ['panel.html'], matches: crmHosts, ...(browser === 'firefox' ? {} : { use_dynamic_url: true }) },
    ],
    content_security_policy: { extension_pages: contentSecurityPolicy },
    incognito: browser === 'firefox' ? undefined : 'spanning',
    commands: { toggle: { suggested_key: { default: 'Alt+Shift+A' }, description: '__MSG_commandToggle__' } },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'alongside@alongside.example',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['browsingActivity', 'authenticationInfo'] },
            },
            gecko_android: { strict_min_version: '142.0' },
          },
        }
      : { minimum_chrome_version: '123', externally_connectable: { ids: [] } }),
  }),
});
