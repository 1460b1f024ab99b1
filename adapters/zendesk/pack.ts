import type { Pack } from '../defineAdapter.ts';

export const pack: Pack = {
  day: '2026-11-21',
  // The agent workspace is a document of its own, so the path may limit us: help centres and sign-in pages are left alone.
  matches: ['https://*.zendesk.com/agent/*'],
  optionalMatches: [],
  tokens: {
    org: '(?!www\\.)[a-z0-9][a-z0-9-]{0,62}',
    id: '(?<id>\\d{1,20})',
  },
  // Host mapping changes the help centre only; agents always work on this one.
  hosts: [{ form: '{org}.zendesk.com', seen: 'SRC 2026-11-21' }],
  routes: [
    { rule: 'zendesk.ticket', form: 'agent/tickets/{id}', object: 'ticket', seen: 'CODE 2026-11-21' },
    { rule: 'zendesk.user', form: 'agent/users/{id}', object: 'user', seen: 'CODE 2026-11-21' },
    { rule: 'zendesk.organization', form: 'agent/organizations/{id}', object: 'organization', seen: 'CODE 2026-11-21' },
    // The number after `new` counts drafts. A draft's requester can change without the address.
    { rule: 'zendesk.draft', form: 'agent/(tickets|users|organizations)/new', seen: 'CODE 2026-11-21' },
    {
      rule: 'zendesk.signIn',
      form: '(agent/)?(access|auth|login|logout|password|signin)',
      seen: 'CODE 2026-11-21',
    },
    { rule: 'zendesk.page', form: 'agent', seen: 'CODE 2026-11-21' },
  ],
  hints: [
    {
      // Every open ticket stays in the document, so the id is part of the selector. The subject itself is an input, which has no text.
      id: 'zendesk.ticketName',
      kind: 'name',
      of: ['ticket'],
      selector: '[data-test-id="header-tab"][data-entity-id="{id}"] [data-test-id="header-tab-title"]',
      seen: 'CODE 2026-11-21',
    },
  ],
  dock: {
    mode: 'overlay',
    clear: {
      selectors: [
        // Public extensions and tests, 2026-11-21.
        '[data-test-id="submit_button-button"]',
        '[data-test-id="submit_button-menu-button"]',
        '[data-test-id="omni-save-button"]',
        '[data-test-id="header-tab"] [data-test-id="close-button"]',
        // Garden, the vendor's own components, 2026-11-21.
        '[data-garden-id="modals.close"]',
      ],
      // The header with the tabs; the footer with Submit at its end.
      top: 56,
      bottom: 64,
    },
  },
};
