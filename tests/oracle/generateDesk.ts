import { DAY } from './facts.ts';
import { instant, iso, maybe, upTo, type Writer } from './writer.ts';

/** Tickets of Zendesk and cases of Salesforce: some copied, merged, deleted, opened again, or without metrics. */
export function inventDesk(w: Writer, name: string, caseId: (i: number) => string): void {
  const { random, put, n, now } = w;
  const organization = String(500_000 + n);
  put('zendesk', 'organization', organization, {
    id: Number(organization),
    name,
    external_id: w.sfdc,
    domain_names: [w.domain],
  });
  promises(w, organization, caseId);
  const opened: number[] = [];
  for (const i of upTo(random.pick([0, 0, 0, 1, 2, 3, 40]))) {
    const created = instant(w, 250);
    opened.push(created);
    const status = random.pick(['new', 'open', 'open', 'pending', 'hold', 'solved', 'solved', 'closed', 'closed']);
    const isSolved = status === 'solved' || status === 'closed';
    // Opened again: what the last solve was stays in the metrics.
    const wasSolved = isSolved || (status === 'open' && random.chance(0.3));
    const minutes = random.int(0, 9000);
    const ticketId = n * 64 + i + 1;
    put('zendesk', 'ticket', String(ticketId), {
      id: ticketId,
      organization_id: Number(organization),
      subject: 'It does not work',
      status: random.chance(0.03) ? 'deleted' : status,
      type: random.pick(['problem', 'incident', 'question', 'task', null]),
      priority: random.pick(['urgent', 'high', 'normal', null]),
      tags: random.pick([[], [], [], [], [], [], ['escalated', 'vip'], ['closed_by_merge']]),
      created_at: iso(created),
      metric_set: maybe(random, 0.95, {
        reopens: wasSolved && !isSolved ? 1 : 0,
        solved_at: wasSolved ? iso(Math.min(now, created + minutes * 60_000)) : null,
        reply_time_in_minutes: { calendar: maybe(random, 0.8, random.int(0, 2000)), business: random.int(0, 60) },
        full_resolution_time_in_minutes: { calendar: wasSolved ? minutes : null, business: 5 },
      }),
      satisfaction_rating: maybe(random, 0.9, {
        score: wasSolved ? random.pick(['good', 'good', 'bad', 'offered', 'unoffered']) : 'unoffered',
      }),
    });
  }
  for (const i of upTo(random.pick([0, 0, 2]))) salesforceCase(w, caseId(i), opened[i]);
}

/** A case of its own, or a copy that a sync made of a ticket minutes later. */
function salesforceCase(w: Writer, id: string, ticketAt: number | undefined): void {
  const { random, put, now } = w;
  const isCopy = ticketAt !== undefined && random.chance(0.5);
  const created = isCopy ? ticketAt + random.pick([1, 14, 15, 16]) * 60_000 : instant(w, 120);
  const closed = random.chance(0.5);
  put('salesforce', 'Case', id, {
    AccountId: w.sfdc,
    Subject: isCopy ? 'It does not work' : 'Help',
    Type: random.pick(['Problem', 'Question', 'Other', null]),
    Priority: random.pick(['High', 'Medium', 'Critical', null]),
    Status: maybe(random, 0.9, closed ? 'Closed' : random.pick(['New', 'Working', 'On Hold'])),
    IsClosed: closed,
    IsEscalated: random.chance(0.1),
    CreatedDate: iso(created).replace('Z', '+0000'),
    ClosedDate: closed ? iso(Math.min(now, created + random.int(1, 300) * 3_600_000)).replace('Z', '+0000') : null,
  });
}

/** Promises, kept and broken, some about a ticket that another customer has. */
function promises(w: Writer, organization: string, caseId: (i: number) => string): void {
  const { random, put, now, n } = w;
  for (let i = 0; i < 3; i++) {
    if (random.chance(0.7)) continue;
    put('zendesk', 'ticket_metric_event', String(n * 8 + i + 1), {
      id: n * 8 + i + 1,
      type: random.pick(['breach', 'breach', 'fulfill']),
      metric: 'reply_time',
      ticket_id: n * 64 + random.pick([1, 1, 2, 64]),
      time: iso(instant(w, 250)),
      ticket: { organization_id: Number(organization), requester_id: null },
    });
    const due = instant(w, 200);
    put('salesforce', 'CaseMilestone', caseId(i).replace(/^500/, '555'), {
      CaseId: caseId(0),
      Case: { AccountId: w.sfdc, ContactId: null },
      TargetDate: maybe(random, 0.9, iso(due)),
      CompletionDate: maybe(random, 0.7, iso(Math.min(now, due + random.int(-50, 50) * 60_000))),
      IsViolated: random.chance(0.3),
    });
  }
}

/** Tickets of HubSpot, where a portal says by itself which are closed, or by the day alone. */
export function inventHubspotTickets(w: Writer, associations: object): void {
  const { random, put, now, n } = w;
  for (const i of upTo(random.pick([0, 0, 0, 1, 3]))) {
    const created = instant(w, 250);
    const isClosed = random.chance(0.6);
    const closed = Math.min(now, created + random.int(1, 9000) * 60_000);
    const says = random.chance(0.7);
    put('hubspot', 'ticket', String(n * 32 + i + 1), {
      properties: {
        subject: random.pick(['It does not work', 'Where is my invoice?']),
        hs_is_closed: says ? String(isClosed) : null,
        hs_ticket_priority: random.pick(['LOW', 'HIGH', 'URGENT', null]),
        hs_ticket_category: random.pick(['PRODUCT_ISSUE', 'GENERAL_INQUIRY;BILLING_ISSUE', 'FEATURE_REQUEST', null]),
        createdate: iso(created),
        // Of one that was opened again the day of the last time may be left.
        closed_date: isClosed || (says && random.chance(0.2)) ? iso(closed) : null,
        time_to_close: isClosed || random.chance(0.1) ? maybe(random, 0.7, String(closed - created)) : null,
        first_agent_reply_date: maybe(random, 0.7, iso(created + random.int(0, 3 * 24 * 60) * 60_000 + 29_000)),
      },
      associations,
    });
  }
}

/** What a customer answered in surveys, of which not all are about satisfaction. */
export function inventSurveys(w: Writer, company: string): void {
  const { random, put } = w;
  for (const i of upTo(random.pick([0, 1, 5, 8])))
    put('hubspot', 'feedback_submission', String(w.n * 16 + i + 1), {
      properties: {
        hs_survey_type: random.pick(['CSAT', 'CSAT', 'CSAT', 'NPS', 'CES', 'CUSTOM']),
        hs_response_group: random.pick(['PROMOTER', 'PROMOTER', 'PASSIVE', 'DETRACTOR', null]),
        hs_value: String(random.int(0, 2)),
        hs_submission_timestamp: maybe(random, 0.95, iso(instant(w, 250))),
      },
      associations: { companies: [{ toObjectId: company, associationTypes: [] }], contacts: [] },
    });
}

/** A message of an analytics tool that names the account. */
export function inventMessages({ random, now, n, sfdc }: Writer): object[] {
  const channels = [undefined, undefined, 'product', 'email', 'meeting', 'call', 'web'];
  const people = random.pick([2, 12, 45]);
  const messages: object[] = [];
  for (const _ of upTo(random.pick([0, 3, 30, 60]))) {
    const days = random.pick([random.int(0, 70), random.int(0, 70), 0, 27, 28, 29, 30, 55, 56, 390]);
    // Clocks of senders go wrong by hours, and say so.
    const skew = random.pick([null, null, 0, 26 * 3_600_000, -26 * 3_600_000]);
    const person = random.int(0, people);
    const isAnonymous = random.chance(0.1);
    const channel = random.pick(channels);
    messages.push({
      type: random.pick(['track', 'track', 'track', 'page']),
      event: random.pick(['Opened', 'Saved']),
      name: 'Start',
      ...(isAnonymous ? { anonymousId: `a${person}of${n}` } : { userId: `u${person}of${n}` }),
      timestamp: iso(now - days * DAY - random.int(0, 8) * 3_600_000 + (skew ?? 0)),
      ...(skew === null ? {} : { sentAt: iso(now + skew) }),
      ...(channel === undefined ? {} : { properties: { channel } }),
      context: { groupId: sfdc },
    });
    // Later it turns out who that was.
    if (isAnonymous && random.chance(0.5))
      messages.push({ type: 'identify', anonymousId: `a${person}of${n}`, userId: `u${person}of${n}` });
  }
  return messages;
}
