import type { ContextDocument } from '../../../lib/contract/context.ts';
import type { Confidence } from '../../../lib/contract/identity.ts';
import type { PanelState } from '../../../lib/contract/panel.ts';
import { hostile, hostileText } from './hostile.ts';
import { left, notice, paused } from './leaving.ts';
import { action, empty, inDays, northwind } from './northwind.ts';
import { numbers } from './numbers.ts';
import { troubled } from './troubled.ts';

const record = {
  system: 'salesforce',
  instance: 'acme.lightning.force.com',
  object: 'Account',
  id: '001000000000001AAA',
} as const;

/** A record is recognised, and nothing else known. */
export const bare: PanelState = {
  generation: 7,
  record,
  phase: 'loading',
  context: null,
  confirmedAt: null,
  revalidating: true,
  problem: null,
  pinned: false,
  reactions: [],
  customers: [],
  by: 'record',
  detection: null,
  networkMs: null,
  dock: null,
  trouble: null,
};

export function ready(
  document: ContextDocument,
  rest: Partial<PanelState> = {},
  confidence: Confidence = 'verified',
): PanelState {
  const chain = [{ system: 'salesforce' as const, object: 'Account', id: '1', name: document.header.name, url: null }];
  const resolution = { confidence, chain, evidence: [], candidates: [], others: [] };
  const context = { resolution, document };
  return { ...bare, phase: 'ready', context, confirmedAt: inDays(-0.001), revalidating: false, ...rest };
}

export const problem = (code: NonNullable<PanelState['problem']>): PanelState => ({
  ...bare,
  phase: 'problem',
  problem: code,
  revalidating: false,
});

const nothing: ContextDocument = {
  ...northwind,
  header: {
    ...northwind.header,
    domain: null,
    tier: null,
    industry: null,
    owner: null,
    band: 'unknown',
    score: null,
    arr: [],
    renewsAt: null,
  },
  links: northwind.links.slice(0, 1),
  sections: {
    health: empty('noData'),
    billing: empty('noData'),
    support: empty('noData'),
    people: empty('noData'),
    pipeline: empty('noData'),
    usage: empty('notConnected', 'usage'),
  },
};

const { health } = northwind.sections;
const thin: ContextDocument = {
  ...northwind,
  header: { ...northwind.header, band: 'unknown', score: null },
  sections: {
    ...northwind.sections,
    health: {
      ...health,
      data: health.data && {
        ...health.data,
        score: null,
        band: 'unknown',
        coverage: 0.25,
        confidence: 'low',
        trend: null,
        history: [],
        factors: health.data.factors.map((f, i) => (i < 2 ? f : { ...f, value: null, score: null, points: 0 })),
      },
    },
  },
};

const restricted: ContextDocument = {
  ...troubled,
  header: { ...troubled.header, arr: [] },
  sections: {
    ...troubled.sections,
    billing: empty('notPermitted', 'viewer'),
    pipeline: empty('notPermitted', 'viewer'),
  },
  actions: troubled.actions.slice(1, 2),
};

const failed: ContextDocument = {
  ...northwind,
  sections: {
    ...northwind.sections,
    support: empty('failed', 'zendesk'),
    people: empty('failed', 'hubspot'),
    billing: { ...northwind.sections.billing, status: 'stale', detail: 'stripe', asOf: inDays(-3) },
  },
};

const { support } = troubled.sections;
const newer: ContextDocument = {
  ...troubled,
  version: troubled.version + 1,
  sections: { ...troubled.sections, support: { ...support, data: support.data && { ...support.data, openCount: 9 } } },
};

const candidate = (accountId: string, name: string, domain: string | null, value: string) => ({
  accountId,
  name,
  domain,
  evidence: [{ rule: 'emailDomain', value }],
});
const ticketStep = {
  system: 'zendesk' as const,
  object: 'ticket',
  id: '30044',
  name: 'Invoice copy, please',
  url: null,
};
export const unresolved = (
  confidence: 'ambiguous' | 'none',
  candidates: ReturnType<typeof candidate>[],
): PanelState => ({
  ...ready(northwind),
  context: { resolution: { confidence, chain: [ticketStep], evidence: [], candidates, others: [] }, document: null },
});

const long = {
  ...northwind,
  header: { ...northwind.header, name: 'Vereinigte Nordland-Energieversorgung und Netzbetrieb Holding GmbH & Co. KG' },
};

/** Every state of the panel that a person can meet. Null: nothing has been heard from the background yet. */
export const panelStates: Record<string, PanelState | null> = {
  starting: null,
  loading: bare,
  healthy: ready(northwind, { pinned: true }),
  atRisk: ready(troubled),
  numbers: ready(numbers),
  answered: ready(troubled, {
    reactions: [
      { actionKey: 'acc_northwind/renewalAtRisk', kind: 'snoozed', queued: false },
      { actionKey: 'acc_northwind/overdueInvoice', kind: 'done', queued: true },
    ],
  }),
  pinned: ready(troubled, { pinned: true }),
  newVersion: ready(newer),
  nextRecord: ready({ ...northwind, accountId: 'acc_next' }, { generation: 8 }),
  restricted: ready(restricted),
  guessed: ready(
    { ...troubled, actions: [action('escalatedTicket', 'Escalated ticket 30000', { value: null })] },
    {},
    'guessed',
  ),
  ambiguous: unresolved('ambiguous', [
    candidate('acc_castor', 'Castor Optics AB', 'castor-optics.example', 'optics.example'),
    candidate('acc_pollux', 'Pollux Optics AB', null, 'optics.example'),
  ]),
  ambiguousHostile: unresolved('ambiguous', [candidate('acc_x', hostileText, hostileText, hostileText)]),
  noCustomer: unresolved('none', []),
  noRecord: { ...bare, record: null, phase: 'noRecord', revalidating: false },
  offlineCached: ready(troubled, { problem: 'offline', confirmedAt: inDays(-0.4) }),
  revalidating: ready(northwind, { revalidating: true, confirmedAt: inDays(-0.4) }),
  failedSections: ready(failed),
  nothing: ready(nothing),
  thin: ready(thin),
  left: ready(left),
  paused: ready(paused),
  notice: ready(notice),
  longName: ready(long, { pinned: true }),
  hostile: ready(hostile, { pinned: true }),
  unpaired: problem('notPaired'),
  signedOut: problem('invalidToken'),
  unknownRecord: problem('unknownRecord'),
  offline: problem('offline'),
  serverError: problem('serverError'),
};
