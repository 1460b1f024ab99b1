import type { Pack } from '../defineAdapter.ts';

/** Lightning keeps visited pages in the document; only one root is active. In a console it is inside the active tab. */
const active = ':is(.windowViewMode-normal.active, .oneConsoleTab.active .windowViewMode-maximized.active)';

export const pack: Pack = {
  day: '2026-11-21',
  // Production, sandbox and partitioned domains alike: the wildcard stands for any number of labels.
  matches: ['https://*.lightning.force.com/*'],
  // Classic hosts also serve sign-in and setup, so they are asked for only where Classic is in use.
  optionalMatches: [
    'https://*.my.salesforce.com/*',
    'https://*.vf.force.com/*',
    'https://*.visual.force.com/*',
    'https://*.lightning.force.mil/*',
    'https://*.lightning.crmforce.mil/*',
    'https://*.my.salesforce.mil/*',
    'https://*.lightning.sfcrmapps.cn/*',
    'https://*.my.sfcrmproducts.cn/*',
    'https://*.my.site.com/*',
  ],
  tokens: {
    // Lower-case labels of 63 characters at most, as in DNS: a host that is not made of these is not Salesforce, however it ends.
    org: '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?',
    part: '(sandbox|develop|scratch|demo|patch|trailblaze|free|bt|sfdctest|sfdcdot)',
    pod: '(na|eu|ap|cs|um|gs)\\d{1,4}',
    any: '[^/]+',
    rest: '[^]*',
    object: '(?<object>[^/]+)',
    id: '(?<id>[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?)',
    prefix: '[A-Za-z0-9]{3}',
    pipe: '\\|',
    query: '\\?[^]*',
    // Where Lightning sends a person whose session is over.
    signedOut: '\\?(ec|startURL)=[^]*',
  },
  hosts: [
    { form: '{org}(.{part})?.(lightning|vf).force.com', seen: 'SRC 2026-11-21' },
    { form: '{org}(.{part})?.my.salesforce.(com|mil)', seen: 'SRC 2026-11-21' },
    { form: '{org}(.{part})?.lightning.(crm)?force.mil', seen: 'SRC 2026-11-21' },
    { form: '{org}(.{part})?.(lightning.sfcrmapps|my.sfcrmproducts).cn', seen: 'SRC 2026-11-21' },
    { form: '{pod}.salesforce.com', seen: 'SRC 2026-11-21' },
    { form: '{org}.{pod}.my.salesforce.com', seen: 'CODE 2026-11-21' },
    { form: '{org}(.{org})?.visual.force.com', seen: 'CODE 2026-11-21' },
    { form: '{org}--{org}.visualforce.com', seen: 'SRC 2026-11-21' },
    { form: '{org}(.{part})?.my.site.com', seen: 'CODE 2026-11-21' },
    // Older and alternative names of My Domain. Nobody is asked for them.
    { form: '{org}(.my)?.cloudforce.com', seen: 'SRC 2026-11-21' },
    { form: '{org}((.{org})?.{part})?.my-(salesforce|lightning).com', seen: 'SRC 2026-11-21' },
  ],
  routes: [
    // `//` begins the path on a site of Experience Cloud.
    { rule: 'experience.signIn', form: '//({any}/)?s/login', seen: 'R 2026-11-21' },
    { rule: 'experience.record', form: '//({any}/)?s/{any}/{id}', seen: 'CODE 2026-11-21' },
    // An object name of 15 or 18 letters looks like an id, so the form with a name is tried first.
    { rule: 'lightning.record', form: 'lightning/(app/{any}/)?r/{object}/{id}', seen: 'SRC 2026-11-21' },
    { rule: 'lightning.short', form: 'lightning/(app/{any}/)?r/{id}', seen: 'CODE 2026-11-21' },
    { rule: 'lightning.action', form: 'lightning/(app/{any}/)?action/quick', seen: 'CODE 2026-11-21' },
    { rule: 'lightning.new', form: 'lightning/(app/{any}/)?o/{any}/new', seen: 'CODE 2026-11-21' },
    { rule: 'lightning.list', form: 'lightning/(app/{any}/)?o', seen: 'SRC 2026-11-21' },
    { rule: 'lightning.setup', form: 'lightning/(app/{any}/)?setup', seen: 'SRC 2026-11-21' },
    { rule: 'lightning.page', form: 'lightning', seen: 'SRC 2026-11-21' },
    { rule: 'one.record', form: 'one/one.app#/sObject/{id}', seen: 'SRC 2026-11-21' },
    { rule: 'one.record', form: 'one/one.app#/sObject/{id}{query}', seen: 'SRC 2026-11-21' },
    { rule: 'one.redirect', form: 'one/one.app#/alohaRedirect', seen: 'CODE 2026-11-21' },
    { rule: 'one.page', form: 'one/one.app#?', seen: 'CODE 2026-11-21' },
    { rule: 'one.component', form: 'one/one.app#{rest}', seen: 'CODE 2026-11-21' },
    { rule: 'classic.page', form: 'apex', seen: 'SRC 2026-11-21' },
    { rule: 'classic.console', form: 'console#/{id}({pipe})?$', seen: 'CODE 2026-11-21' },
    { rule: 'classic.record', form: '{id}(/e)?$', seen: 'SRC 2026-11-21' },
    { rule: 'classic.list', form: '{prefix}/(o|e)$', seen: 'SRC 2026-11-21' },
    {
      rule: 'salesforce.signIn',
      form: '(login|logout|secur|saml|idp|_ui/(identity|system/security)|services/(auth|oauth2)|{signedOut})',
      seen: 'CODE 2026-11-21',
    },
  ],
  hints: [
    {
      id: 'salesforce.recordName',
      kind: 'name',
      selector: `${active} [slot="primaryField"]`,
      seen: 'CODE 2026-11-21',
    },
    {
      id: 'salesforce.accountLink',
      kind: 'link',
      of: ['Contact', 'Opportunity', 'Case', 'Contract', 'Order', 'Quote', 'Asset', 'WorkOrder'],
      selector: `${active} records-highlights-details-item force-lookup a[href*="/001"]`,
      seen: 'CODE 2026-11-21',
    },
  ],
  dock: {
    mode: 'push',
    clear: {
      selectors: [
        // Public tests and extensions, 2026-11-21.
        'button[name="SaveEdit"]',
        // Lightning Design System, the vendor's own, 2026-11-21.
        '.slds-docked-form-footer button',
        '.slds-docked-composer button',
        '.slds-modal__footer button',
        '.slds-modal__close',
      ],
      // The header and the navigation; the utility bar of a console (heights recalled).
      top: 90,
      bottom: 40,
    },
  },
};
