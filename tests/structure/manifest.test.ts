import { describe, expect, it } from 'vitest';
import config from '../../wxt.config.ts';
import { type Manifest, manifestProblems } from './manifestRules.ts';

const browsers = ['chrome', 'edge', 'firefox'] as const;

function manifestFor(browser: (typeof browsers)[number]): Manifest {
  if (typeof config.manifest !== 'function') throw new Error('the manifest is made by a function');
  return config.manifest({ browser, command: 'build', mode: 'production', manifestVersion: 3 }) as Manifest;
}

describe('the manifest', () => {
  it.each(browsers)('of %s asks for what was decided and no more', (browser) => {
    expect(manifestProblems(manifestFor(browser), browser)).toEqual([]);
  });

  it.each([
    ['a permission', { permissions: ['storage', 'alarms', 'tabs'] }],
    ['a host permission', { host_permissions: ['https://*/*'] }],
    ['every page', { content_scripts: [{ matches: ['https://*/*'], js: ['crm.js'] }] }],
    ['no policy', { content_security_policy: {} }],
    ['a door for pages', { externally_connectable: { matches: ['https://example.com/*'] } }],
  ])('is refused with %s', (_name, change) => {
    expect(manifestProblems({ ...manifestFor('chrome'), ...change }, 'chrome')).not.toEqual([]);
  });
});
