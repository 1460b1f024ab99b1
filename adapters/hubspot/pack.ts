import type { Pack } from '../defineAdapter.ts';

/** A preview of another record may lie beside the one that the address names. */
const notPreviewed = ':not([data-crm-location="CRM_OBJECT_PREVIEW"] *)';

export const pack: Pack = {
  day: '2026-11-21',
  // The hosting locations seen with real records. A pattern cannot say `app-*`, so any other one is asked for by the whole domain.
  matches: [
    'https://app.hubspot.com/*',
    'https://app-eu1.hubspot.com/*',
    'https://app-na2.hubspot.com/*',
    'https://app-na3.hubspot.com/*',
    'https://app-ap1.hubspot.com/*',
  ],
  optionalMatches: ['https://*.hubspot.com/*'],
  tokens: {
    place: '(-[a-z0-9]{1,59})?',
    any: '[^/]+',
    portal: '(?<portal>\\d{1,20})',
    object: '(?<object>[^/]+)',
    id: '(?<id>\\d{1,20})',
  },
  hosts: [{ form: 'app{place}.hubspot.com', seen: 'CODE 2026-11-21' }],
  routes: [
    // Windows and frames that the person opens from a record.
    { rule: 'hubspot.call', form: 'calling(-[^/]*)?', seen: 'CODE 2026-11-21' },
    { rule: 'hubspot.record', form: 'contacts/{portal}/record/{object}/{id}', seen: 'CODE 2026-11-21' },
    { rule: 'hubspot.legacy', form: '(contacts|sales)/{portal}/{object}/{id}', seen: 'CODE 2026-11-21' },
    {
      rule: 'hubspot.helpDesk',
      form: 'help-desk/{portal}/view/{any}/ticket/{id}',
      object: 'ticket',
      seen: 'CODE 2026-11-21',
    },
    { rule: 'hubspot.thread', form: 'live-messages/{portal}/inbox/{id}', object: 'thread', seen: 'CODE 2026-11-21' },
    {
      rule: 'hubspot.signIn',
      form: '(login|logout|signup|(forgot|reset)-password)(-{any})?',
      seen: 'CODE 2026-11-21',
    },
    { rule: 'hubspot.page', form: '{any}/{portal}', seen: 'CODE 2026-11-21' },
  ],
  hints: [
    {
      // A ticket has a page of its own, and one in the help desk.
      id: 'hubspot.recordName',
      kind: 'name',
      of: ['contact', 'company', 'deal', 'lead', 'ticket'],
      selector: `[data-selenium-test="highlightTitle"]${notPreviewed}, [data-test-id="ticket-header-name-link"]`,
      seen: 'CODE 2026-11-21',
    },
    {
      id: 'hubspot.threadName',
      kind: 'name',
      of: ['thread'],
      selector: '[data-test-id="thread-list-member-row"][data-selected="true"] [data-test-id="member-header"]',
      seen: 'CODE 2026-11-21',
    },
    {
      // In the two spellings of its attribute.
      id: 'hubspot.companyLink',
      kind: 'link',
      of: ['contact', 'deal', 'ticket'],
      selector: `:is([data-selenium-test="company-chicklet-title-link"], [data-test-id="company-chicklet-title-link"])${notPreviewed}`,
      seen: 'CODE 2026-11-21',
    },
  ],
  dock: {
    mode: 'push',
    clear: {
      selectors: [
        // Public extensions and tests, 2026-11-21.
        '[data-test-id="activity-creator-window-footer-save-button"]',
        '[data-test-id="ticket-panel-close-button"]',
        '.private-modal__close',
        // The one button that a form or a save bar sends with. The attribute is public; that each form has it is recalled.
        'button[data-button-use="primary"]',
      ],
      // The navigation; the bar that asks to save changed properties (recalled).
      top: 56,
      bottom: 64,
    },
  },
};
