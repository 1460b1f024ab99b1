import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import type { ActivityDay } from '../../server/domain/activity/activityDay.ts';
import type { RawRecord } from '../../server/domain/ports.ts';
import { createRandom } from '../../server/sandbox/world/random.ts';
import { inventHubspotSales } from './generateHubspotSales.ts';
import { inventSubscriptions, invoiceFor } from './generateSubscriptions.ts';
import { DAY, isoDay } from './measures.ts';
import { currencies, instant, maybe, type Writer } from './writer.ts';

/** One invented account: what the four systems hold of it, in their own formats, and what its people did. */
export type InventedAccount = { salesforceId: string; records: RawRecord[]; activity: ActivityDay[] | null };

const letters = 'abcdefghijklmnopqrstuvwxyz';
const sfId = (prefix: string, n: number) =>
  canonicalSalesforceId(`${prefix}xx${String(n).padStart(10, '0')}`) as string;

/** Accounts with everything that numbers stumble over: nothing at all, several currencies, edges of windows, refunds beyond the price. */
export function inventAccounts(seed: number, count: number, now: number): InventedAccount[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const records: RawRecord[] = [];
    const salesforceId = sfId('001', n);
    const put: Writer['put'] = (source, kind, id, body) =>
      records.push({ source, kind, id, modifiedAt: now - DAY, deleted: false, body: { id, Id: id, ...body } });
    const writer = { random, now, n, sfdc: salesforceId, records, put };
    const name = Array.from({ length: 14 }, () => random.pick([...letters])).join('');
    put('salesforce', 'Account', salesforceId, { Name: name, Website: `https://${name}.com`, Type: 'Customer' });
    // One in ten is known to the CRM alone.
    const isBare = random.chance(0.1);
    if (!isBare) {
      crm(writer);
      billing(writer);
      desk(writer, name);
      surveys(writer, name);
    }
    return { salesforceId, records, activity: activityOf(writer, isBare) };
  });
}

function crm(w: Writer): void {
  const { random, put, sfdc, now } = w;
  const currency = random.pick(currencies);
  for (let i = 0; i < random.int(0, 4); i++)
    put('salesforce', 'Contact', sfId('003', w.n * 8 + i), {
      AccountId: sfdc,
      Name: `Person ${i}`,
      Role__c: random.pick(['Champion', 'User', 'Decision Maker', null]),
      Left_On__c: maybe(random, 0.15, isoDay(now - random.int(1, 200) * DAY)),
      LastActivityDate: maybe(random, 0.7, isoDay(now - random.int(-3, 150) * DAY)),
      LeadSource: maybe(random, 0.6, random.pick(['Web', 'Partner', 'Trade Show'])),
      CreatedDate: new Date(now - random.pick([100, 200, 200, 900]) * DAY).toISOString(),
    });
  for (let i = 0; i < random.int(0, 5); i++)
    put('salesforce', 'Opportunity', sfId('006', w.n * 8 + i), {
      AccountId: sfdc,
      Name: `Deal ${random.int(0, 2)}`,
      Amount: maybe(random, 0.8, random.int(0, 90_000) / 4),
      CurrencyIsoCode: random.chance(0.8) ? currency : random.pick(currencies),
      StageName: 'Proposal',
      CloseDate: maybe(random, 0.9, isoDay(now + random.int(-200, 90) * DAY)),
      IsClosed: random.chance(0.4),
      IsWon: random.chance(0.4),
      Type: random.pick(['Renewal', 'Expansion', 'New Business', null]),
      Probability: maybe(random, 0.8, random.pick([0, 10, 33, 75, 100])),
      ForecastCategory: random.pick(['Pipeline', 'Omitted', 'Commit']),
      LeadSource: maybe(random, 0.6, random.pick(['Web', 'Partner', 'Trade Show'])),
    });
  const papers = random.pick(['Activated', 'Activated', 'Activated', 'Draft']);
  let start = now - random.int(100, 1500) * DAY;
  for (let i = 0; i < random.int(0, 4); i++) {
    const end = start + random.pick([180, 364, 365, 730]) * DAY;
    put('salesforce', 'Contract', sfId('800', w.n * 8 + i), {
      AccountId: sfdc,
      StartDate: maybe(random, 0.95, isoDay(start)),
      EndDate: maybe(random, 0.95, isoDay(end)),
      Status: random.pick([papers, papers, 'Draft', 'In Approval Process']),
    });
    // What was bought under it, and what runs beside it.
    for (let k = 0; k < random.pick([0, 0, 0, 1, 2]); k++)
      put('salesforce', 'Asset', sfId('02i', w.n * 16 + i * 2 + k), {
        AccountId: sfdc,
        LifecycleStartDate: isoDay(start + random.pick([0, 0, 100]) * DAY),
        LifecycleEndDate: isoDay(end),
        Status: 'Active',
      });
    start = end + random.pick([-180, -91, -90, -60, 1, 29, 30, 31, 90]) * DAY;
  }
  for (let i = 0; i < random.int(0, 5); i++)
    put('salesforce', 'Order', sfId('801', w.n * 8 + i), {
      AccountId: sfdc,
      OrderNumber: `O-${random.int(0, 3)}`,
      TotalAmount: maybe(random, 0.9, random.pick([0, 100, 249.99, 5000, -100])),
      CurrencyIsoCode: random.chance(0.8) ? currency : random.pick(currencies),
      StatusCode: random.pick(['Activated', 'Activated', 'Activated', 'Canceled', 'Draft']),
      EffectiveDate: isoDay(random.chance(0.05) ? now + 30 * DAY : instant(w, 900)),
    });
}

function billing(w: Writer): void {
  const { random, put, now } = w;
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const customer = `cus_${w.n}`;
  const main = random.pick(currencies).toLowerCase();
  const currency = () => (random.chance(0.9) ? main : random.pick(currencies).toLowerCase());
  const own = (kind: string, prefix: string, i: number, body: object) =>
    put('stripe', kind, `${prefix}_${w.n}x${i}`, { customer, ...body });
  put('stripe', 'customer', customer, {
    name: `Payer ${w.n}`,
    metadata: { salesforce_account_id: w.sfdc },
    balance: random.pick([0, 0, -2500, 900]),
    invoice_settings: { default_payment_method: maybe(random, 0.6, 'pm_1') },
    currency: main,
  });
  const subscriptions = inventSubscriptions(w, own, currency);
  const usual = random.pick([1200, 36_000]);
  // Old versions of the source do not say what an invoice is for.
  const tells = random.chance(0.6);
  for (let i = 0; i < random.int(0, 9); i++) {
    const created = instant(w, 800);
    const status = random.pick(['paid', 'paid', 'paid', 'open', 'open', 'uncollectible', 'void', 'draft']);
    const total = random.chance(0.8) ? usual : random.int(0, 50_000);
    own('invoice', 'in', i, {
      status,
      ...(tells ? invoiceFor(w, subscriptions) : {}),
      currency: random.chance(0.95) ? main : currency(),
      total,
      amount_remaining: status === 'paid' ? 0 : random.pick([0, total]),
      created: seconds(created),
      due_date: maybe(random, 0.6, seconds(created + random.pick([0, 14, 30]) * DAY)),
      collection_method: random.pick(['charge_automatically', 'charge_automatically', 'send_invoice']),
      billing_reason: random.pick(['subscription_cycle', 'subscription_cycle', 'subscription_create']),
      attempt_count: random.pick([0, 1, 4]),
      next_payment_attempt: maybe(random, 0.5, seconds(now + random.int(-2, 5) * DAY)),
      status_transitions: { finalized_at: seconds(created), paid_at: status === 'paid' ? seconds(created) : null },
    });
  }
  for (let i = 0; i < random.int(0, 6); i++) {
    const amount = random.pick([100, 999, 25_000]);
    const cash = currency();
    const charged = instant(w, 800);
    own('charge', 'ch', i, {
      amount,
      currency: cash,
      created: seconds(charged),
      status: random.chance(0.75) ? 'succeeded' : 'failed',
      ...random.pick([{}, {}, {}, { captured: false }, { captured: true, amount_captured: Math.floor(amount / 3) }]),
      failure_code: 'card_declined',
      outcome: { reason: random.pick(['insufficient_funds', 'lost_card', null]) },
    });
    for (let k = 0; k < random.pick([0, 0, 0, 1, 2]); k++)
      own('refund', 're', i * 4 + k, {
        charge: { id: `ch_${w.n}x${i}`, customer },
        amount: random.pick([1, amount, amount * 2, Math.ceil(amount / 2)]),
        currency: random.chance(0.9) ? cash : currency(),
        created: seconds(charged + DAY),
        status: random.pick(['succeeded', 'succeeded', 'failed', 'pending']),
      });
    if (random.chance(0.08))
      own('dispute', 'dp', i, {
        charge: { id: `ch_${w.n}x${i}`, customer },
        amount,
        currency: cash,
        status: random.pick(['needs_response', 'under_review', 'won', 'lost']),
        created: seconds(charged + DAY),
      });
  }
  for (let i = 0; i < random.pick([0, 0, 1, 2]); i++)
    own('credit_note', 'cn', i, {
      amount: random.int(1, 9000),
      currency: currency(),
      status: random.pick(['issued', 'issued', 'void']),
      created: seconds(instant(w, 500)),
    });
}

function desk(w: Writer, name: string): void {
  const { random, put } = w;
  const organization = String(500_000 + w.n);
  put('zendesk', 'organization', organization, { name, external_id: w.sfdc, domain_names: [`${name}.com`] });
  for (let i = 0; i < random.pick([0, 0, 2]); i++) {
    const closed = random.chance(0.5);
    const created = instant(w, 120);
    put('salesforce', 'Case', sfId('500', w.n * 4 + i), {
      AccountId: w.sfdc,
      Subject: 'Help',
      Type: random.pick(['Problem', 'Question', 'Other', null]),
      Priority: random.pick(['High', 'Medium', 'Critical', null]),
      Status: maybe(random, 0.9, closed ? 'Closed' : random.pick(['New', 'Working', 'On Hold'])),
      IsClosed: closed,
      IsEscalated: random.chance(0.1),
      CreatedDate: new Date(created).toISOString(),
      ClosedDate: closed ? new Date(Math.min(w.now, created + random.int(1, 300) * 3_600_000)).toISOString() : null,
    });
  }
  promises(w, organization);
  const tickets = random.pick([0, 0, 1, 2, 3, 40]);
  for (let i = 0; i < tickets; i++) {
    const created = instant(w, 250);
    const status = random.pick(['new', 'open', 'pending', 'hold', 'solved', 'solved', 'closed', 'closed']);
    const solved = status === 'solved' || status === 'closed';
    const minutes = random.int(0, 9000);
    put('zendesk', 'ticket', String(w.n * 64 + i + 1), {
      organization_id: Number(organization),
      subject: 'It does not work',
      status,
      type: random.pick(['problem', 'incident', 'question', 'task', null]),
      priority: random.pick(['urgent', 'high', 'normal', null]),
      tags: random.chance(0.1) ? ['escalated'] : random.chance(0.05) ? ['closed_by_merge'] : [],
      created_at: new Date(created).toISOString(),
      metric_set: {
        solved_at: solved ? new Date(Math.min(w.now, created + minutes * 60_000)).toISOString() : null,
        reply_time_in_minutes: { calendar: maybe(random, 0.8, random.int(0, 2000)) },
        full_resolution_time_in_minutes: { calendar: solved ? minutes : null },
      },
      satisfaction_rating: { score: solved ? random.pick(['good', 'good', 'bad', 'unoffered']) : 'unoffered' },
    });
  }
}

/** A customer of the marketing CRM, of whom some were asked more than others, and not all about satisfaction. */
function surveys(w: Writer, name: string): void {
  const { random, put } = w;
  if (random.chance(0.4)) return;
  const company = String(800_000 + w.n);
  put('hubspot', 'company', company, {
    properties: { name, domain: `${name}.com`, salesforceaccountid: w.sfdc },
    salesforceProperties: ['salesforceaccountid'],
  });
  inventHubspotSales(w, company);
  for (let i = 0; i < random.pick([0, 1, 4, 5, 12]); i++)
    put('hubspot', 'feedback_submission', String(w.n * 16 + i + 1), {
      properties: {
        hs_survey_type: random.pick(['CSAT', 'CSAT', 'CSAT', 'NPS', 'CES', 'CUSTOM']),
        hs_response_group: random.pick(['PROMOTER', 'PROMOTER', 'PASSIVE', 'DETRACTOR', null]),
        hs_value: String(random.int(0, 2)),
        hs_submission_timestamp: maybe(random, 0.95, new Date(instant(w, 250)).toISOString()),
      },
      associations: { companies: [{ toObjectId: company, associationTypes: [] }], contacts: [] },
    });
}

/** Promises, kept and broken, some about a ticket that another customer has. */
function promises(w: Writer, organization: string): void {
  const { random, put, now } = w;
  for (let i = 0; i < 3; i++) {
    if (random.chance(0.7)) continue;
    put('zendesk', 'ticket_metric_event', String(w.n * 8 + i + 1), {
      type: random.pick(['breach', 'breach', 'fulfill']),
      metric: 'reply_time',
      ticket_id: w.n * 64 + random.pick([1, 1, 2, 64]),
      time: new Date(instant(w, 250)).toISOString(),
      ticket: { organization_id: Number(organization), requester_id: null },
    });
    const due = instant(w, 200);
    put('salesforce', 'CaseMilestone', sfId('555', w.n * 4 + i), {
      CaseId: sfId('500', w.n * 4),
      Case: { AccountId: w.sfdc, ContactId: null },
      TargetDate: maybe(random, 0.9, new Date(due).toISOString()),
      CompletionDate: maybe(random, 0.7, new Date(Math.min(now, due + random.int(-50, 50) * 60_000)).toISOString()),
      IsViolated: random.chance(0.3),
    });
  }
}

function activityOf({ random, now }: Writer, isBare: boolean): ActivityDay[] | null {
  if (isBare || random.chance(0.2)) return null;
  const channels = ['product', 'product', 'product', 'email', 'meeting', 'call', 'web'] as const;
  const seen = new Set<string>();
  return Array.from({ length: random.pick([0, 3, 40, 150]) }, () => ({
    day: isoDay(now - random.pick([random.int(0, 70), random.int(0, 70), 0, 27, 28, 29, 30, 55, 56, 390, -1]) * DAY),
    userId: `u${random.int(0, random.pick([2, 12, 45]))}`,
    channel: random.pick(channels),
    name: 'did',
    count: random.int(1, 9),
  })).filter((a) => {
    const key = `${a.day} ${a.userId} ${a.channel}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
