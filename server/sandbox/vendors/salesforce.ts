import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { sandboxSecrets } from '../instances.ts';
import { caseOf, leadOf } from '../world/casesAndLeads.ts';
import { salesforceId } from '../world/ids.ts';
import type { Customer, World } from '../world/types.ts';
import type { SandboxOAuth } from './oauth.ts';
import { attributes, project, version } from './salesforceAnswers.ts';
import { assets, inMajor, milestones, orders, type Row, stamp } from './salesforceCommerce.ts';
import { consents, individualFields, individuals, purposes } from './salesforceConsents.ts';
import { reorder, search, type Table } from './salesforceSearch.ts';
import { assignments } from './salesforceTerritories.ts';
import { parseSoql, readField, SoqlError } from './soql.ts';

/** Salesforce's REST API as far as a synchronising client needs it, under `/salesforce/services/data/v67.0`. */
export function salesforceApi(
  app: FastifyInstance,
  world: World,
  signIn: Pick<SandboxOAuth, 'check'>,
  oneCurrency?: string,
): VendorChanges {
  const tables = buildTables(world);
  // The field exists where there are several currencies.
  if (oneCurrency) for (const { rows } of tables.values()) for (const row of rows) delete row.CurrencyIsoCode;
  const batches = new Map<string, { rows: Row[]; fields: string[]; object: string; size: number }>();
  let calls = 0;

  const refuse = (reply: FastifyReply, status: number, errorCode: string, message: string) =>
    reply.code(status).send([{ message, errorCode }]);

  app.addHook('onRequest', async (request, reply) => {
    calls++;
    reply.header('sforce-limit-info', `api-usage=${calls}/100000`);
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${sandboxSecrets.salesforce}` && signIn.check(authorization) !== 'good') {
      return refuse(reply, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    }
  });

  const page = (id: string, from: number) => {
    const batch = batches.get(id);
    if (!batch) return null;
    const rows = batch.rows.slice(from, from + batch.size);
    const next = from + rows.length;
    const done = next >= batch.rows.length;
    return {
      totalSize: batch.rows.length,
      done,
      ...(done ? {} : { nextRecordsUrl: `/services/data/${version}/query/${id}-${next}` }),
      records: rows.map((row) => project(row, batch.fields, batch.object)),
    };
  };

  type Query = { Querystring: { q?: string } };
  const answerQuery = async (request: FastifyRequest<Query>, reply: FastifyReply, withDeleted: boolean) => {
    try {
      const query = parseSoql(request.query.q ?? '');
      const table = tables.get(query.object.toLowerCase());
      if (!table) return refuse(reply, 400, 'INVALID_TYPE', `sObject type '${query.object}' is not supported.`);
      const sample = table.rows[0];
      const unknown = sample && [...query.fields, ...query.orderBy].find((f) => readField(sample, f) === undefined);
      if (unknown) return refuse(reply, 400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${table.name}'.`);
      const rows = search(table, query, withDeleted);
      if (query.count) return { totalSize: rows.length, done: true, records: [] };
      const asked = /batchSize=(\d+)/.exec(String(request.headers['sforce-query-options'] ?? ''));
      const size = Math.min(2000, Math.max(200, Number(asked?.[1] ?? 2000)));
      const id = `01gQy${String(calls).padStart(10, '0')}`;
      batches.set(id, { rows, fields: query.fields, object: table.name, size });
      return page(id, 0);
    } catch (error) {
      if (error instanceof SoqlError) return refuse(reply, 400, 'MALFORMED_QUERY', error.message);
      throw error;
    }
  };
  app.get<Query>(`/services/data/${version}/query`, (request, reply) => answerQuery(request, reply, false));
  // Also what lies in the recycle bin.
  app.get<Query>(`/services/data/${version}/queryAll`, (request, reply) => answerQuery(request, reply, true));

  app.get<{ Params: { locator: string } }>(`/services/data/${version}/query/:locator`, async (request, reply) => {
    const [id = '', from = ''] = request.params.locator.split('-');
    return page(id, Number(from)) ?? refuse(reply, 400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  });

  app.get<{ Params: { object: string } }>(
    `/services/data/${version}/sobjects/:object/describe`,
    async (request, reply) => {
      const table = tables.get(request.params.object.toLowerCase());
      if (!table) return refuse(reply, 404, 'NOT_FOUND', 'The requested resource does not exist');
      const names = Object.keys(table.rows[0] ?? { Id: '', SystemModstamp: '' }).map((name) =>
        name === 'Owner' ? 'OwnerId' : name,
      );
      return { name: table.name, queryable: true, fields: names.map((name) => ({ name })) };
    },
  );

  app.get<{ Params: { object: string; id: string } }>(
    `/services/data/${version}/sobjects/:object/:id`,
    async (request, reply) => {
      const table = tables.get(request.params.object.toLowerCase());
      const row = table?.rows.find((r) => r.Id === request.params.id);
      if (!table || !row) return refuse(reply, 404, 'NOT_FOUND', 'The requested resource does not exist');
      return { attributes: attributes(table.name, row.Id), ...row };
    },
  );

  app.get(`/services/data/${version}/connect/organization`, async () => ({
    accessTimeout: 120,
    features: { chatter: true, multiCurrency: !oneCurrency, defaultCurrencyIsoCode: oneCurrency ?? null },
    name: 'Cobalt',
    orgId: salesforceId('00D', 1),
    userSettings: { currencySymbol: null, timeZone: { name: 'Europe/Berlin', offset: 60 } },
  }));

  const change: VendorChanges['change'] = (type, id, fields, atMs) => {
    const table = tables.get(type.toLowerCase());
    const row = table?.rows.find((r) => r.Id === id);
    if (!table || !row) return false;
    Object.assign(row, fields, { SystemModstamp: stamp(atMs) });
    reorder(table);
    return true;
  };
  return {
    change,
    add(type, like, id, fields, atMs) {
      const table = tables.get(type.toLowerCase());
      const row = table?.rows.find((r) => r.Id === like);
      if (table && row) table.rows.push({ ...row, Id: id });
      return row !== undefined && change(type, id, fields, atMs);
    },
    remove: (type, id, atMs) => change(type, id, { IsDeleted: true }, atMs),
  };
}

function buildTables(world: World): Map<string, Table> {
  const byTruth = new Map(world.customers.map((c) => [c.truthId, c]));
  const persons = world.customers.flatMap(individuals);
  const byId = new Map(persons.map((row) => [row.Id, row]));
  const tables = {
    Account: world.customers.flatMap((c) => accounts(c, byTruth)),
    Contact: world.customers.flatMap((c) => contacts(c, byId)),
    Individual: persons,
    ContactPointTypeConsent: world.customers.flatMap((c) => consents(c, world.nowMs)),
    DataUsePurpose: purposes(),
    Opportunity: world.customers.flatMap(opportunities),
    Contract: world.customers.flatMap(contracts),
    Order: world.customers.flatMap(orders),
    Asset: world.customers.flatMap(assets),
    Case: world.customers.flatMap(cases),
    CaseMilestone: world.customers.flatMap(milestones),
    Lead: world.customers.flatMap(leads),
    ObjectTerritory2Association: world.customers.flatMap(assignments),
  };
  const entries = Object.entries(tables).map(([name, rows]) => {
    const table: Table = { name, rows, byField: new Map() };
    reorder(table);
    return [name.toLowerCase(), table] as const;
  });
  return new Map(entries);
}

function accounts(c: Customer, byTruth: ReadonlyMap<string, Customer>): Row[] {
  const parent = c.parent ? (byTruth.get(c.parent)?.salesforce[0]?.id ?? null) : null;
  return c.salesforce.map((s, i) => ({
    Id: s.id,
    IsDeleted: false,
    MasterRecordId: null,
    Name: i === 0 ? c.spellings.salesforce : c.spellings.salesforce.toUpperCase(),
    Website: s.website,
    Type: 'Customer',
    Industry: c.industry,
    BillingCountry: c.country.name,
    BillingState: null,
    BillingCity: null,
    NumberOfEmployees: 20 + (c.index % 40) * 15,
    AnnualRevenue: null,
    Sic: null,
    NaicsCode: null,
    AccountNumber: `CB${100_000 + c.index}`,
    Tier__c: c.tier,
    ParentId: parent,
    CurrencyIsoCode: c.country.currency,
    // Salesforce keeps amounts in major units.
    ARR__c: i > 0 || c.typedArrMinor === null ? null : inMajor(c, c.typedArrMinor),
    Owner: { Name: c.owner.name, Email: c.owner.email, IsActive: !c.ownerLeft },
    CreatedDate: stamp(c.createdAt),
    SystemModstamp: stamp(c.modifiedAt + i * 1000),
  }));
}

function contacts(c: Customer, individualRows: ReadonlyMap<string, Row>): Row[] {
  return c.people.flatMap((p) => {
    if (!p.salesforceId) return [];
    return [
      {
        Id: p.salesforceId,
        IsDeleted: false,
        AccountId: c.salesforce[0]?.id ?? null,
        Name: p.name,
        Email: p.email,
        Title: p.title,
        Role__c: p.role,
        Champion_Left_Date__c: p.leftAt === null ? null : new Date(p.leftAt).toISOString().slice(0, 10),
        ...individualFields(c, p, individualRows),
        HasOptedOutOfEmail: p.optedOut,
        DoNotCall: p.optedOut,
        LastActivityDate: p.lastActivityAt === null ? null : new Date(p.lastActivityAt).toISOString().slice(0, 10),
        LeadSource: p.firstTouch?.channel ?? null,
        CreatedDate: stamp(p.firstTouch?.at ?? c.createdAt),
        SystemModstamp: stamp(c.modifiedAt),
      },
    ];
  });
}

function opportunities(c: Customer): Row[] {
  return c.deals.map((d) => ({
    Id: d.id,
    IsDeleted: false,
    AccountId: c.salesforce[0]?.id ?? null,
    Name: d.name,
    Amount: inMajor(c, d.amountMinor),
    CurrencyIsoCode: c.country.currency,
    StageName: d.stage,
    CloseDate: d.closeOn,
    IsClosed: d.isClosed,
    IsWon: d.isWon,
    Type: d.kind,
    LeadSource: c.people[0]?.firstTouch?.channel ?? null,
    Probability: d.isClosed ? (d.isWon ? 100 : 0) : (probabilities[d.stage] ?? 10),
    ForecastCategory: d.isClosed ? (d.isWon ? 'Closed' : 'Omitted') : 'Pipeline',
    SystemModstamp: stamp(c.modifiedAt),
  }));
}

/** The org's stages with their probability in percent. */
const probabilities: Record<string, number> = { Discovery: 20, Proposal: 50, Negotiation: 75 };

function contracts(c: Customer): Row[] {
  const account = c.salesforce[0];
  if (!account || !c.contractEndsOn) return [];
  return [
    {
      Id: salesforceId('800', c.index),
      IsDeleted: false,
      AccountId: account.id,
      StartDate: c.contractStartsOn,
      EndDate: c.contractEndsOn,
      Status: 'Activated',
      SystemModstamp: stamp(c.modifiedAt),
    },
  ];
}

function cases(c: Customer): Row[] {
  const about = caseOf(c);
  if (!about) return [];
  return [
    {
      Id: about.id,
      IsDeleted: false,
      AccountId: c.salesforce[0]?.id ?? null,
      ContactId: about.contact.salesforceId,
      CaseNumber: String(10_000 + c.index).padStart(8, '0'),
      Subject: about.subject,
      Type: c.index % 2 === 0 ? 'Problem' : 'Question',
      Priority: 'Medium',
      Status: about.closedAt === null ? 'New' : 'Closed',
      IsClosed: about.closedAt !== null,
      IsEscalated: false,
      CreatedDate: stamp(about.createdAt),
      ClosedDate: about.closedAt === null ? null : stamp(about.closedAt),
      SystemModstamp: stamp(c.modifiedAt),
    },
  ];
}

function leads(c: Customer): Row[] {
  const lead = leadOf(c);
  if (!lead) return [];
  return [
    {
      Id: lead.id,
      IsDeleted: false,
      Name: lead.name,
      Email: lead.email,
      ConvertedAccountId: lead.convertedTo ? (c.salesforce[0]?.id ?? null) : null,
      ConvertedContactId: lead.convertedTo?.salesforceId ?? null,
      SystemModstamp: stamp(c.modifiedAt),
    },
  ];
}
