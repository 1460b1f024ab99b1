import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import { createRandom } from '../../server/sandbox/world/random.ts';
import { DAY, type Row } from './facts.ts';
import { inventBilling } from './generateBilling.ts';
import { inventDesk, inventHubspotTickets, inventMessages, inventSurveys } from './generateDesk.ts';
import { inventHubspotSales } from './generateHubspotSales.ts';
import { isoDay } from './measures.ts';
import { currencies, instant, iso, maybe, upTo, type Writer } from './writer.ts';

/** One invented account: what the four systems hold of it, in their own formats, and what was sent of what its people did. */
export type InventedAccount = { salesforceId: string; rows: Row[]; messages: object[] };

const letters = 'abcdefghijklmnopqrstuvwxyz';
const sfId = (prefix: string, n: number) =>
  canonicalSalesforceId(`${prefix}xx${String(n).padStart(10, '0')}`) as string;

/** Accounts with everything that numbers stumble over: nothing at all, several currencies, edges of windows, refunds beyond the price. */
export function inventAccounts(seed: number, count: number, now: number): InventedAccount[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const rows: Row[] = [];
    const salesforceId = sfId('001', n);
    const put: Writer['put'] = (source, kind, id, body) =>
      rows.push({ source, kind, id, body: { ...(source === 'salesforce' ? { Id: id } : { id }), ...body } });
    const name = Array.from({ length: 14 }, () => random.pick([...letters])).join('');
    const writer: Writer = { random, now, n, sfdc: salesforceId, domain: `${name}.com`, rows, put };
    put('salesforce', 'Account', salesforceId, { Name: name, Website: `https://${name}.com`, Type: 'Customer' });
    // One in ten is known to the CRM alone.
    const isBare = random.chance(0.1);
    if (!isBare) {
      people(writer);
      crm(writer);
      inventBilling(writer);
      inventDesk(writer, name, (i) => sfId('500', n * 4 + i));
      hubspot(writer, name);
    }
    return { salesforceId, rows, messages: isBare || random.chance(0.2) ? [] : inventMessages(writer) };
  });
}

/** People of the CRM, some of whom refuse something, by a flag or by a consent that may be over. */
function people({ random, put, sfdc, now, n, domain }: Writer): void {
  const consent = (ContactPointType: string, i: number) => ({
    Id: sfId('0ZY', n * 64 + i),
    ContactPointType,
    PrivacyConsentStatus: random.pick(['OptIn', 'OptOut', 'OptOut', 'Seen']),
    EffectiveFrom: maybe(random, 0.5, iso(now + random.pick([-90, -1, 30]) * DAY)),
    EffectiveTo: maybe(random, 0.3, iso(now + random.pick([-10, 60]) * DAY)),
  });
  for (const i of upTo(random.int(0, 4)))
    put('salesforce', 'Contact', sfId('003', n * 8 + i), {
      AccountId: sfdc,
      Name: `Person ${i}`,
      Email: maybe(random, 0.8, `p${i}@${domain}`),
      Role__c: random.pick(['Champion', 'User', 'Decision Maker', null]),
      Left_On__c: maybe(random, 0.15, isoDay(now - random.int(1, 200) * DAY)),
      LastActivityDate: maybe(random, 0.7, isoDay(now - random.int(-3, 150) * DAY)),
      LeadSource: maybe(random, 0.6, random.pick(['Web', 'Partner', 'Trade Show'])),
      CreatedDate: iso(now - random.pick([100, 200, 200, 900]) * DAY),
      HasOptedOutOfEmail: random.chance(0.15),
      DoNotCall: random.chance(0.15),
      Individual: maybe(random, 0.5, {
        HasOptedOutSolicit: random.chance(0.1),
        HasOptedOutProcessing: random.chance(0.1),
        ShouldForget: false,
      }),
      ContactPointTypeConsents: random.chance(0.2)
        ? [consent('Email', i * 4), consent('Phone', i * 4 + 1), consent('Web', i * 4 + 2)]
        : [],
    });
}

const dealTypes = [
  ...['Renewal', 'Expansion', 'New Business', null],
  ...[
    'New Customer',
    'Existing Customer - Upgrade',
    'Existing Customer - Downgrade',
    'Existing Customer - Replacement',
  ],
];

function crm(w: Writer): void {
  const { random, put, sfdc, now } = w;
  const currency = random.pick(currencies);
  for (const i of upTo(random.int(0, 5)))
    put('salesforce', 'Opportunity', sfId('006', w.n * 8 + i), {
      AccountId: sfdc,
      Name: `Deal ${random.int(0, 2)}`,
      Amount: maybe(random, 0.8, random.pick([random.int(0, 90_000) / 4, 1.005, 8.125])),
      CurrencyIsoCode: random.chance(0.8) ? currency : random.pick(currencies),
      StageName: 'Proposal',
      CloseDate: maybe(random, 0.9, isoDay(now + random.int(-200, 90) * DAY)),
      IsClosed: random.chance(0.4),
      IsWon: random.chance(0.4),
      Type: random.pick(dealTypes),
      Probability: maybe(random, 0.8, random.pick([0, 10, 33, 75, 100])),
      ForecastCategory: random.pick(['Pipeline', 'Omitted', 'Commit']),
      LeadSource: maybe(random, 0.6, random.pick(['Web', 'Partner', 'Trade Show'])),
    });
  const papers = random.pick(['Activated', 'Activated', 'Activated', 'Draft']);
  let start = now - random.int(100, 1500) * DAY;
  for (const i of upTo(random.int(0, 4))) {
    const end = start + random.pick([180, 364, 365, 730]) * DAY;
    put('salesforce', 'Contract', sfId('800', w.n * 8 + i), {
      AccountId: sfdc,
      StartDate: maybe(random, 0.95, isoDay(start)),
      EndDate: maybe(random, 0.95, isoDay(end)),
      Status: random.pick([papers, papers, 'Draft', 'In Approval Process']),
    });
    // What was bought under it, and what runs beside it.
    for (const k of upTo(random.pick([0, 0, 0, 1, 2])))
      put('salesforce', 'Asset', sfId('02i', w.n * 16 + i * 2 + k), {
        AccountId: sfdc,
        LifecycleStartDate: isoDay(start + random.pick([0, 0, 100]) * DAY),
        LifecycleEndDate: isoDay(end),
        Status: 'Active',
      });
    start = end + random.pick([-180, -91, -90, -60, 1, 29, 30, 31, 90]) * DAY;
  }
  for (const i of upTo(random.int(0, 5)))
    put('salesforce', 'Order', sfId('801', w.n * 8 + i), {
      AccountId: sfdc,
      OrderNumber: `O-${random.int(0, 3)}`,
      TotalAmount: maybe(random, 0.9, random.pick([0, 100, 249.99, 5000, -100])),
      CurrencyIsoCode: random.chance(0.8) ? currency : random.pick(currencies),
      StatusCode: random.pick(['Activated', 'Activated', 'Activated', 'Canceled', 'Draft']),
      EffectiveDate: isoDay(random.chance(0.05) ? now + 30 * DAY : instant(w, 900)),
    });
}

type Person = { Email?: string; Role__c?: string };
const buyingRoles: Record<string, string> = {
  Champion: 'CHAMPION',
  User: 'END_USER',
  'Decision Maker': 'DECISION_MAKER',
};

/** A customer of the marketing CRM, whose people are partly those of the other one. */
function hubspot(w: Writer, name: string): void {
  const { random, put, n, now } = w;
  if (random.chance(0.4)) return;
  const company = String(800_000 + n);
  put('hubspot', 'company', company, {
    properties: { name, domain: w.domain, salesforceaccountid: w.sfdc },
    salesforceProperties: ['salesforceaccountid'],
  });
  const associations = {
    companies: [{ toObjectId: company, associationTypes: [{ category: 'HUBSPOT_DEFINED', label: 'Primary' }] }],
  };
  for (const i of upTo(random.pick([0, 0, 1, 3]))) {
    const twin = w.rows.find(({ body }) => (body as Person).Email === `p${i + 2}@${w.domain}`)?.body as
      | Person
      | undefined;
    const role = twin
      ? buyingRoles[twin.Role__c ?? '']
      : random.pick(['CHAMPION', 'DECISION_MAKER;CHAMPION', 'END_USER']);
    put('hubspot', 'contact', String(n * 8 + i + 1), {
      properties: {
        firstname: 'Person',
        lastname: String(i + 2),
        email: maybe(random, 0.9, `P${i + 2}@${w.domain}`),
        hs_buying_role: role === undefined ? null : maybe(random, 0.7, role),
        hs_email_optout: random.pick(['true', 'false', null, null]),
        notes_last_contacted: maybe(random, 0.6, iso(instant(w, 150))),
        hs_analytics_source: random.pick(['PAID_SOCIAL', 'ORGANIC_SEARCH', null]),
        hs_analytics_first_timestamp: iso(now - random.pick([100, 200, 950]) * DAY),
      },
      associations,
    });
  }
  inventHubspotSales(w, company);
  inventHubspotTickets(w, associations);
  inventSurveys(w, company);
}
