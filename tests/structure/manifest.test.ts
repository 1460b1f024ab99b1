import { describe, expect, it } from 'vitest';
import config from '../../wxt.config.ts';
import { type Manifest, manifestProblems } from './manifestRules.ts';

const browsers = ['chrome', 'edge', 'firefox'] as const;

function manifestFor(browser: (typeof browsers)[number]): Manifest {
  if (typeof config.manifest !== 'function') throw new Error('the manifest is made by a function');
  return config.manifest({ browser, command: 'build', mode: 'production', manifestVersion: 3 }) as Manifest;
}

const hostsOf = (browser: (typeof browsers)[number]) => manifestFor(browser).host_permissions as string[];

const keysOf = (toggle: string, focus: string) => ({
  toggle: { suggested_key: { default: toggle } },
  focus: { suggested_key: { default: focus } },
});

describe('the manifest', () => {
  it.each(browsers)('of %s asks for what was decided and no more', (browser) => {
    expect(manifestProblems(manifestFor(browser), browser)).toEqual([]);
  });

  it.each([
    ['a permission more', { permissions: ['storage', 'alarms', 'scripting', 'sidePanel', 'tabs'] }],
    ['a permission less', { permissions: ['storage', 'alarms', 'scripting'] }],
    ['an optional permission', { optional_permissions: ['cookies'] }],
    ['every host', { host_permissions: ['https://*/*'] }],
    ['a host without a script', { host_permissions: [...hostsOf('chrome'), 'https://acme.example/*'] }],
    ['a script without its host', { host_permissions: hostsOf('chrome').slice(1) }],
    ['any host on demand', { optional_host_permissions: ['https://*/*'] }],
    [
      'a panel that others frame',
      { web_accessible_resources: [{ resources: ['panel.html'], matches: ['https://*/*'] }] },
    ],
    ['a key that Chromium keeps', { commands: keysOf('Alt+Shift+A', 'Alt+Shift+D') }],
    ['a key that opens a menu of Firefox', { commands: keysOf('Alt+Shift+D', 'Alt+Shift+E') }],
    ['one key for two commands', { commands: keysOf('Alt+Shift+D', 'Alt+Shift+D') }],
    ['another side panel', { side_panel: { default_path: 'options.html' } }],
    ['every page', { content_scripts: [{ matches: ['https://*/*'], js: ['crm.js'] }] }],
    ['no policy', { content_security_policy: {} }],
    ['a door for pages', { externally_connectable: { matches: ['https://example.com/*'] } }],
  ])('is refused with %s', (_name, change) => {
    expect(manifestProblems({ ...manifestFor('chrome'), ...change }, 'chrome')).not.toEqual([]);
  });

  it.each([
    ['more data', { required: ['authenticationInfo', 'browsingActivity', 'websiteContent'] }],
    [
      'counts that nobody agreed to',
      { required: ['authenticationInfo', 'browsingActivity', 'technicalAndInteraction'] },
    ],
  ])('of Firefox is refused with %s', (_name, permissions) => {
    const gecko = { data_collection_permissions: { optional: ['technicalAndInteraction'], ...permissions } };
    const manifest = { ...manifestFor('firefox'), browser_specific_settings: { gecko } };
    expect(manifestProblems(manifest, 'firefox')).toHaveLength(1);
  });
});
