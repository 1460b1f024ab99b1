import type { Place } from '../../lib/contract/dock.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RecordRef } from '../../lib/contract/record.ts';
import { contractVersion } from '../../lib/contract/version.ts';

/** What the panel knows of itself, beside its state. */
export type PanelFacts = { place: Place; covered: boolean; version: string; agent: string };

/** Hosts of the vendors. Of a page on one of them, the rest of the name is the customer's own and is left out. */
const families = [
  'sandbox.lightning.force.com',
  'lightning.force.com',
  'my.salesforce.com',
  'zendesk.com',
  'hubspot.com',
];

/** A host without the part that names a company: `*.lightning.force.com`. A number, as HubSpot has: only its form. */
function hostFamily(instance: string): string {
  const family = families.find((known) => instance.endsWith(`.${known}`));
  return family ? `*.${family}` : /^\d+$/.test(instance) ? idForm(instance) : 'another host';
}

/** The form of an id without the id: its length and alphabet, and for Salesforce the three characters that name its kind. */
function idForm(id: string, system?: RecordRef['system']): string {
  if (/^\d+$/.test(id) && system !== 'salesforce') return `${id.length} digits`;
  return system === 'salesforce' ? `${id.slice(0, 3)}… (${id.length} characters)` : `${id.length} characters`;
}

/** Kinds of records that a company has made for itself may bear its name. */
const kindForm = (object: string): string => (object.includes('__') ? 'custom object' : object);

/** A record without saying which: `salesforce Account 001… (18 characters) at *.lightning.force.com`. */
function recordForm({ system, object, id, instance }: RecordRef): string {
  return `${system} ${kindForm(object)} ${idForm(id, system)} at ${hostFamily(instance)}`;
}

/**
 * What helps whoever keeps the adapters to find out why a page was read the way it was: one fact a line, in English, as it is read by
 * others than who sends it. It names no customer, no person and no record, and carries nothing that was read from a page.
 */
export function diagnosticsReport(state: PanelState, facts: PanelFacts): string {
  const { detection, context, dock } = state;
  const hints = detection?.hints.map(({ id, found }) => `${id} ${found ? 'found' : 'missing'}`) ?? [];
  const { resolution, document } = context ?? {};
  const lines: [string, string | number | null | undefined][] = [
    ['alongside', `${facts.version}, contract ${contractVersion}`],
    ['browser', facts.agent],
    ['system', detection?.system],
    ['pack', detection?.pack],
    ['rule', detection?.rule],
    ['record', state.record && recordForm(state.record)],
    ['parent', detection?.parent && recordForm(detection.parent)],
    ['phase', `${state.phase}${state.problem ? `, ${state.problem}` : ''}`],
    ['confidence', resolution?.confidence],
    ['evidence', resolution?.evidence.map(({ rule }) => rule).join(', ')],
    ['chain', resolution?.chain.map(({ system, object }) => `${system} ${kindForm(object)}`).join(' > ')],
    ['customers', state.customers.length],
    ['chosen by', state.by],
    ['parsed in', detection && `${detection.ms} ms`],
    ['answered in', state.networkMs === null ? null : `${state.networkMs} ms`],
    ['hints', hints.join(', ')],
    [
      'document',
      document && `version ${document.version}, rules ${document.sections.health.data?.rulesVersion ?? 'unknown'}`,
    ],
    ['dock', dock ? `${dock.mode}, ${dock.side}, ${dock.width} px, ${dock.open ? 'open' : 'closed'}` : facts.place],
    ['trouble', [state.trouble, facts.covered ? 'covered now' : null].filter(Boolean).join(', ')],
  ];
  return lines.map(([name, value]) => `${name}: ${value === 0 ? 0 : value || '-'}`).join('\n');
}
