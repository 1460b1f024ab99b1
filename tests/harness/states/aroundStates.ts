import type { Detection } from '../../../lib/contract/detection.ts';
import type { DockSettings } from '../../../lib/contract/dock.ts';
import type { Candidate, LinkEvidence, Resolution } from '../../../lib/contract/identity.ts';
import type { PanelState } from '../../../lib/contract/panel.ts';
import { hostileText } from './hostile.ts';
import { inDays, northwind } from './northwind.ts';
import { bare, problem, ready, unresolved } from './panelStates.ts';
import { troubled } from './troubled.ts';

const dock: DockSettings = { open: true, mode: 'push', side: 'end', width: 380, railAt: 38 };
const ticket = { system: 'zendesk', instance: 'cobalt.zendesk.com', object: 'ticket', id: '30044' } as const;

export const detection = (rest: Partial<Detection> = {}): Detection => ({
  system: 'salesforce',
  rule: 'lightning.record',
  pack: '2026-11-21',
  ms: 0.0431,
  parent: null,
  hints: [{ id: 'salesforce.recordName', found: true, text: 'Northwind Analytics Inc.' }],
  ...rest,
});
const lost = detection({ hints: [{ id: 'salesforce.recordName', found: false }] });
const named = (text: string) =>
  detection({
    hints: [
      { id: 'salesforce.recordName', found: true, text },
      {
        id: 'salesforce.accountLink',
        found: true,
        text: 'https://acme.lightning.force.com/lightning/r/Account/001000000000002AAA/view',
      },
    ],
  });

const customer = (accountId: string, name: string, ...evidence: LinkEvidence[]): Candidate => ({
  accountId,
  name,
  domain: null,
  evidence,
});
const own = customer('acc_northwind', 'Northwind Analytics Inc.', { rule: 'domain', value: 'northwind-analytics.com' });
const reseller = customer('acc_reseller', 'Castor Optics AB', { rule: 'copiedOnTicket', value: 'Ana Beltrán' });
const two = [own, reseller];
const ten = [
  own,
  customer('acc_long', 'Vereinigte Nordland-Energieversorgung und Netzbetrieb Holding GmbH & Co. KG', {
    rule: 'workspace',
    value: 'Vereinigte Nordland-Energieversorgung',
  }),
  customer('acc_hostile', hostileText, { rule: 'copiedOnTicket', value: hostileText }),
  ...Array.from({ length: 7 }, (_, i) =>
    customer(`acc_${i}`, `Copied Customer ${i + 1}`, { rule: 'copiedOnTicket', value: `Person ${i + 1}` }),
  ),
];

const step = (object: string, name: string, system: 'zendesk' | 'salesforce' = 'zendesk') => ({
  system,
  object,
  id: name,
  name,
  url: system === 'zendesk' ? `https://cobalt.zendesk.com/agent/${object}s/1` : null,
});
const resolved = (resolution: Partial<Resolution>): PanelState => {
  const state = ready(troubled, { record: ticket });
  if (!state.context) return state;
  return { ...state, context: { ...state.context, resolution: { ...state.context.resolution, ...resolution } } };
};

const noRecord: PanelState = { ...bare, record: null, phase: 'noRecord', revalidating: false, dock };

/** What stands around the customer: several of them, one looked up, none; how the page was read; what stands in the panel's way. */
export const aroundStates: Record<string, PanelState> = {
  ...Object.fromEntries(
    ['Cached', 'Empty', 'Offline', 'Unpaired', 'Waiting', 'Hostile'].map((name) => [`noRecord${name}`, noRecord]),
  ),
  unknownNamed: { ...problem('unknownRecord'), detection: named('Vereinigte Nordland-Energieversorgung'), dock },
  unknownHostile: { ...problem('unknownRecord'), detection: named(hostileText.slice(0, 200)), dock },
  noCustomerNamed: {
    ...unresolved('none', []),
    record: ticket,
    detection: detection({
      system: 'zendesk',
      hints: [{ id: 'zendesk.name', found: true, text: 'Invoice copy, please' }],
    }),
    dock,
  },
  lookedUp: ready(troubled, { by: 'person', record: ticket, dock }),
  lookedUpNowhere: ready(northwind, { by: 'person', record: null, dock }),
  lookedUpLoading: { ...bare, by: 'person', record: ticket, dock },
  twoCustomers: ready(troubled, { customers: two, record: ticket, dock }),
  otherCustomer: ready(
    { ...northwind, accountId: 'acc_reseller', header: { ...northwind.header, name: 'Castor Optics AB' } },
    { customers: two, by: 'person', record: ticket, dock },
  ),
  otherLoading: { ...bare, customers: two, by: 'person', record: ticket, dock },
  tenCustomers: ready(troubled, { customers: ten, dock }),
  requesterAlone: resolved({
    confidence: 'matched',
    chain: [
      step('ticket', 'Invoice copy, please'),
      step('user', 'Jane Doe'),
      step('Account', 'Northwind', 'salesforce'),
    ],
    evidence: [
      { rule: 'requesterNoOrganization', value: 'Jane Doe' },
      { rule: 'emailDomain', value: 'northwind-analytics.com' },
    ],
  }),
  requesterWithOrganisation: resolved({
    confidence: 'verified',
    chain: [step('ticket', 'Invoice copy, please'), step('user', 'Jane Doe'), step('organization', 'northwind')],
    evidence: [{ rule: 'crossId', value: '001000000000001AAA' }],
  }),
  requesterHostile: resolved({
    confidence: 'guessed',
    chain: [step('ticket', hostileText), step('user', hostileText), step('organization', hostileText)],
    evidence: [{ rule: 'sameName', value: hostileText }],
  }),
  covered: ready(troubled, { dock, detection: detection() }),
  removed: ready(northwind, { dock, trouble: 'removed' }),
  permission: { ...problem('permissionNeeded'), dock },
  readWell: ready(northwind, {
    dock,
    networkMs: 312.4,
    detection: detection({
      parent: { system: 'salesforce', instance: 'acme.lightning.force.com', object: 'Case', id: '500000000000001AAA' },
    }),
  }),
  readByAddress: ready(northwind, {
    dock: { ...dock, mode: 'overlay' },
    networkMs: 48,
    detection: lost,
    trouble: 'covered',
  }),
  locked: ready(northwind, { dock }),
  overdue: ready({ ...troubled, header: { ...troubled.header, band: 'critical', renewsAt: inDays(-12) } }, { dock }),
  farRenewal: ready(
    { ...northwind, header: { ...northwind.header, band: 'watch', renewsAt: inDays(1_200) } },
    { dock },
  ),
  sidePanel: ready(troubled, { detection: detection() }),
};

/** Beside the state: what the panel knows of itself, in the screens where that matters. */
export const aroundFacts: Record<string, { place?: 'browser'; covered?: boolean }> = {
  covered: { covered: true },
  sidePanel: { place: 'browser' },
};
