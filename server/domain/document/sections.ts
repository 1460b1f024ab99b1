import type { Health, SectionSource, SectionStatus, Sections } from '../../../lib/contract/sections.ts';
import {
  annualRecurring,
  begunSubscriptions,
  liveSubscriptions,
  nextContinuation,
  openDisputes,
  openInvoices,
  overdueInvoices,
  paymentState,
  sumByCurrency,
} from '../billing.ts';
import { refusalOf } from '../consent.ts';
import type { OptOut } from '../consentStatement.ts';
import { openDeals as listOpenDeals } from '../deals.ts';
import { type MeasuredMetrics, measureMetrics, metricsOfSection } from '../metrics/measureMetrics.ts';
import type { AccountFacts, PersonFact, Source, SourceKey, SourceStates, TicketFact } from '../model.ts';
import { mergePeople } from '../people.ts';
import { isRating } from '../ratings.ts';
import { isAgreed } from '../renewals.ts';
import { openTickets, waits } from '../tickets.ts';

const maxTickets = 10;
const maxPeople = 12;
const maxDeals = 10;

type Section<K extends keyof Sections> = Sections[K];

export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Builds every section: its status, the age of its sources, and its data when there is any. */
export function buildSections(facts: AccountFacts, health: Health, states: SourceStates, nowMs: number): Sections {
  const all = withFile(['salesforce', 'hubspot', 'zendesk', 'stripe'], facts.companies);
  const measured = measureMetrics(facts, nowMs, states);
  return {
    health: section(
      states,
      all,
      health.band === 'unknown' && health.factors.every((f) => f.score === null)
        ? null
        : { ...health, metrics: metricsOfSection(measured, 'health') },
    ),
    billing: section(
      states,
      withFile(['stripe'], facts.subscriptions, facts.invoices),
      billing(facts, measured, nowMs),
    ),
    support: section(states, desks(facts, states), support(facts, measured, states)),
    people: section(states, withFile(['salesforce', 'hubspot'], facts.people), people(facts, nowMs)),
    pipeline: section(
      states,
      withFile(['salesforce', 'hubspot'], facts.deals, facts.contracts),
      pipeline(facts, measured),
    ),
    usage: usage(facts, measured, states),
  };
}

/** Where tickets and ratings are: the desk, and what else has some of this account. */
function desks({ tickets, feedback }: AccountFacts, states: SourceStates): readonly Source[] {
  const others = (['salesforce', 'hubspot', 'file'] as const).filter((s) =>
    [...tickets, ...feedback.filter(isRating)].some((fact) => fact.key.source === s),
  );
  return states.zendesk === null && others.length > 0 ? others : ['zendesk', ...others];
}

/** Events arrive by themselves, so they have no age; a file has the age of its import. */
function usage(
  { activity, activityFrom }: AccountFacts,
  measured: MeasuredMetrics,
  states: SourceStates,
): Section<'usage'> {
  if (activity === null) return { status: 'notConnected', asOf: null, sources: [], detail: 'usage', data: null };
  const fileAt = iso(states.file?.lastSuccessAt ?? null);
  const sources = activityFrom.map(
    (from): SectionSource => (from === 'file' ? { system: 'file', asOf: fileAt } : { system: 'alongside', asOf: null }),
  );
  const asOf = activityFrom.includes('file') ? fileAt : null;
  return { status: 'ok', asOf, sources, detail: null, data: { metrics: metricsOfSection(measured, 'usage') } };
}

/** The sources that a section wants, and imported files where some of its facts are from one: what is in a file differs from set to set. */
function withFile(wanted: readonly Source[], ...facts: readonly (readonly { key: SourceKey }[])[]): readonly Source[] {
  return facts.some((list) => list.some((fact) => fact.key.source === 'file')) ? [...wanted, 'file'] : wanted;
}

/**
 * The status of a section from its sources: not connected when none is, failed when none was ever read, stale when one failed since,
 * no data when there is nothing about this account. `detail` names the source that is missing or failed.
 */
function section<T>(
  states: SourceStates,
  wanted: readonly Source[],
  data: T | null,
): { status: SectionStatus; asOf: string | null; sources: SectionSource[]; detail: string | null; data: T | null } {
  const connected = wanted.filter((s) => states[s] !== null);
  const sources = connected.map(
    (system): SectionSource => ({ system, asOf: iso(states[system]?.lastSuccessAt ?? null) }),
  );
  const times = connected.flatMap((s) => states[s]?.lastSuccessAt ?? []);
  const asOf = times.length === 0 ? null : iso(Math.min(...times));
  const failed = connected.find((s) => states[s]?.lastError);
  if (connected.length === 0) return { status: 'notConnected', asOf, sources, detail: wanted[0] ?? null, data: null };
  if (times.length === 0)
    return { status: failed ? 'failed' : 'noData', asOf, sources, detail: failed ?? null, data: null };
  if (data === null) return { status: failed ? 'failed' : 'noData', asOf, sources, detail: failed ?? null, data: null };
  return { status: failed ? 'stale' : 'ok', asOf, sources, detail: failed ?? null, data };
}

function billing(facts: AccountFacts, measured: MeasuredMetrics, nowMs: number): Section<'billing'>['data'] {
  const state = paymentState(facts, nowMs);
  if (state === null) return null;
  const live = liveSubscriptions(facts);
  const shown = live.length > 0 ? live : begunSubscriptions(facts);
  return {
    state,
    plans: shown.flatMap((s) => s.plans.map(({ name, quantity, interval }) => ({ name, quantity, interval }))),
    arr: annualRecurring(facts),
    // What ends is told by its own day; the header has the day of the decision for both.
    renewsAt: iso(nextContinuation(facts)),
    cancelsAt: iso(live.flatMap((s) => s.cancelsAt ?? []).sort((a, b) => a - b)[0] ?? null),
    openInvoices: openInvoices(facts).map((i) => ({
      id: i.key.id,
      number: i.number,
      amountDue: i.amountDue,
      dueAt: iso(i.dueAt),
      status: i.status === 'uncollectible' ? 'uncollectible' : 'open',
      attemptCount: i.attemptCount,
      url: i.url,
    })),
    overdue: sumByCurrency(overdueInvoices(facts, nowMs).map((i) => i.amountDue)),
    disputes: openDisputes(facts).map((d) => ({
      id: d.key.id,
      amount: d.amount,
      reason: d.reason,
      status: d.status,
      evidenceDueAt: iso(d.evidenceDueAt),
      url: d.url,
    })),
    failedPayments: measured.failedPayments,
    billingCustomers: facts.companies.filter((c) => c.key.source === 'stripe').length,
    metrics: metricsOfSection(measured, 'billing'),
  };
}

const priorityOrder = ['urgent', 'high', 'normal', 'low', 'none'] as const;

function worseTicket(a: TicketFact, b: TicketFact): number {
  return (
    Number(b.escalated) - Number(a.escalated) ||
    priorityOrder.indexOf(a.priority) - priorityOrder.indexOf(b.priority) ||
    a.createdAt - b.createdAt ||
    (a.key.id < b.key.id ? -1 : 1)
  );
}

function support(facts: AccountFacts, measured: MeasuredMetrics, states: SourceStates): Section<'support'>['data'] {
  // A customer that the desk does not know has no support data; one it knows without tickets has none open, which is news.
  const known = states.zendesk !== null && facts.companies.some((c) => c.key.source === 'zendesk');
  if (!known && facts.tickets.length === 0 && !facts.feedback.some(isRating)) return null;
  const open = openTickets(facts).sort(worseTicket);
  const requesters = new Map(facts.people.map((p) => [`${p.key.source}/${p.key.id}`, p.name]));
  return {
    openTickets: open.slice(0, maxTickets).map((t) => ({
      id: t.key.id,
      subject: t.subject,
      priority: t.priority,
      status: t.status,
      escalated: t.escalated,
      createdAt: new Date(t.createdAt).toISOString(),
      updatedAt: new Date(t.modifiedAt).toISOString(),
      requester: requesters.get(`${t.key.source}/${t.requesterId}`) ?? null,
      url: t.url,
      ...(waits(t) ? { waiting: true } : {}),
    })),
    openCount: open.length,
    urgentCount: open.filter((t) => t.priority === 'urgent').length,
    escalatedCount: open.filter((t) => t.escalated).length,
    metrics: metricsOfSection(measured, 'support'),
  };
}

const roleOrder = ['champion', 'decisionMaker', 'billing', 'user', 'unknown'] as const;

/** The people that are shown, the most important first. */
export function shownPeople(facts: AccountFacts): PersonFact[] {
  return mergePeople(facts.people)
    .sort(
      (a, b) =>
        roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role) ||
        a.name.localeCompare(b.name) ||
        (a.key.id < b.key.id ? -1 : 1),
    )
    .slice(0, maxPeople);
}

function people(facts: AccountFacts, nowMs: number): Section<'people'>['data'] {
  const list = shownPeople(facts);
  if (list.length === 0) return null;
  return {
    people: list.map((p) => ({
      name: p.name,
      title: p.title,
      role: p.role,
      email: p.email,
      leftAt: iso(p.leftAt),
      ...refused(p, nowMs),
    })),
  };
}

/** What a person does not want. Who wants nothing at all is marked as that. */
function refused(person: PersonFact, nowMs: number): { doNotContact: boolean; optOuts?: OptOut[] } {
  const { doNotContact, optOuts } = refusalOf(person, nowMs);
  return doNotContact || optOuts.length === 0 ? { doNotContact } : { doNotContact, optOuts };
}

function pipeline(facts: AccountFacts, measured: MeasuredMetrics): Section<'pipeline'>['data'] {
  const contractEndsAt =
    facts.contracts
      .filter(isAgreed)
      .flatMap((c) => c.endsOn ?? [])
      .sort()
      .at(-1) ?? null;
  const openDeals = listOpenDeals(facts).map((d) => ({
    id: d.key.id,
    name: d.name,
    amount: d.amount,
    stage: d.stage,
    closesAt: d.closesOn,
    kind: d.kind,
    url: d.url,
  }));
  const metrics = metricsOfSection(measured, 'pipeline');
  if (openDeals.length === 0 && contractEndsAt === null && metrics.every((m) => m.reason)) return null;
  return { openDeals: openDeals.slice(0, maxDeals), contractEndsAt, metrics };
}
