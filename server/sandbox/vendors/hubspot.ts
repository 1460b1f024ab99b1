import type { FastifyInstance, FastifyReply } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { sandboxSecrets } from '../instances.ts';
import { hubspotId } from '../world/ids.ts';
import { zeroDecimal } from '../world/money.ts';
import { hasOnboardingTicket } from '../world/stories.ts';
import type { Customer, World } from '../world/types.ts';
import { owners } from '../world/words.ts';
import { hubspotAccount } from './hubspotAccount.ts';
import { associationTypes, notFound } from './hubspotAssociations.ts';
import { type CrmObject, hubspotChanges, hubspotSearch, modifiedProperty, type Properties } from './hubspotChanges.ts';
import { forecastProperties, orderObjects, touchProperties } from './hubspotCommerce.ts';
import { feedbackObjects } from './hubspotFeedback.ts';
import { hubspotSubscriptions } from './hubspotSubscriptions.ts';
import type { SandboxOAuth } from './oauth.ts';
import { Pager } from './pager.ts';

type Table = {
  rows: CrmObject[];
  pager: Pager<CrmObject>;
  byId: Map<string, CrmObject>;
  links: Map<string, Map<string, Link[]>>;
};
type Link = { id: string; isPrimary: boolean };
const types = ['companies', 'contacts', 'deals', 'feedback_submissions', 'orders', 'tickets'] as const;
type ObjectType = (typeof types)[number];

const version = '2026-03';
/** HubSpot's CRM API on its dated paths, under `/hubspot`. */
export function hubspotApi(
  app: FastifyInstance,
  world: World,
  signIn: Pick<SandboxOAuth, 'check'>,
  oneCurrency?: string,
): VendorChanges {
  const tables = buildTables(world);
  hubspotAccount(app, `/account-info/${version}`, world, tables, oneCurrency);

  const refuse = (reply: FastifyReply, status: number, category: string, message: string) =>
    reply
      .code(status)
      .send({ status: 'error', message, correlationId: '00000000-0000-4000-8000-000000000000', category });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-hubspot-ratelimit-max': '190',
      'x-hubspot-ratelimit-remaining': '189',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    });
    const { authorization } = request.headers;
    if (authorization === `Bearer ${sandboxSecrets.hubspot}`) return;
    const worth = signIn.check(authorization);
    if (worth === 'good') return;
    return worth === 'expired'
      ? refuse(reply, 401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired 1 second(s) ago.')
      : refuse(
          reply,
          401,
          'INVALID_AUTHENTICATION',
          'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
        );
  });

  app.get<{
    Params: { type: string };
    Querystring: { limit?: string; after?: string; properties?: string; archived?: string };
  }>(`/crm/objects/${version}/:type`, async (request, reply) => {
    const table = tables[request.params.type as ObjectType];
    if (!table)
      return refuse(reply, 404, 'OBJECT_NOT_FOUND', `Unable to infer object type from: ${request.params.type}`);
    const limit = Number(request.query.limit ?? 10);
    if (!(limit >= 1 && limit <= 100)) return refuse(reply, 400, 'VALIDATION_ERROR', 'limit must be between 1 and 100');
    const isListed = (row: CrmObject) => row.archived === (request.query.archived === 'true');
    const found = table.pager.from(table.rows, request.query.after || undefined, limit, isListed);
    if (!found) return refuse(reply, 400, 'VALIDATION_ERROR', 'after is not a valid cursor');
    const { page: rows, next } = found;
    const wanted = request.query.properties?.split(',');
    return {
      results: rows.map((row) => select(row, wanted)),
      ...(next
        ? {
            paging: {
              next: {
                after: next.id,
                link: `https://api.hubapi.com/crm/objects/${version}/${request.params.type}?after=${next.id}`,
              },
            },
          }
        : {}),
    };
  });

  hubspotSearch(app, `/crm/objects/${version}`, tables, { refuse, select });

  app.get<{ Params: { type: string; id: string }; Querystring: { properties?: string } }>(
    `/crm/objects/${version}/:type/:id`,
    async (request, reply) => {
      const row = tables[request.params.type as ObjectType]?.byId.get(request.params.id);
      return row
        ? select(row, request.query.properties?.split(','))
        : refuse(reply, 404, 'OBJECT_NOT_FOUND', 'resource not found');
    },
  );

  app.post<{ Params: { from: string; to: string } }>(
    `/crm/associations/${version}/:from/:to/batch/read`,
    async (request, reply) => {
      const table = tables[request.params.from as ObjectType];
      const inputs = (request.body as { inputs?: { id: string }[] } | null)?.inputs;
      if (!table || !inputs || inputs.length > 1000)
        return refuse(reply, 400, 'VALIDATION_ERROR', 'inputs must hold 1 to 1000 ids');
      const pair = `${request.params.from}/${request.params.to}`;
      const results = inputs.flatMap(({ id }) => {
        const to = table.links.get(id)?.get(request.params.to) ?? [];
        if (to.length === 0) return [];
        return [
          {
            from: { id },
            to: to.map((t) => ({
              toObjectId: t.id,
              associationTypes: associationTypes(pair, t.isPrimary),
            })),
          },
        ];
      });
      const without = inputs.map(({ id }) => id).filter((id) => !results.some((result) => result.from.id === id));
      const errors = notFound(without, 'crm.associations.NO_ASSOCIATIONS_FOUND');
      return reply.code(without.length > 0 ? 207 : 200).send({ status: 'COMPLETE', results, ...errors });
    },
  );

  app.get(`/crm/owners/${version}`, async () => ({
    results: owners.map((o, i) => ({
      id: String(71_000_000 + i),
      email: o.email,
      firstName: o.name.split(' ')[0],
      lastName: o.name.split(' ')[1],
      archived: false,
    })),
  }));

  app.get<{ Params: { type: string } }>(`/crm/properties/${version}/:type`, async (request, reply) => {
    const table = tables[request.params.type as ObjectType];
    if (!table)
      return refuse(reply, 404, 'OBJECT_NOT_FOUND', `Unable to infer object type from: ${request.params.type}`);
    const names = Object.keys(table.rows[0]?.properties ?? {});
    return {
      results: names.map((name) => ({
        name,
        label: name,
        type: 'string',
        fieldType: 'text',
        groupName: 'information',
      })),
    };
  });
  const preferences = hubspotSubscriptions(app, `/communication-preferences/${version}`, world, refuse);
  const changes = hubspotChanges(tables);
  const change: VendorChanges['change'] = (type, ...rest) =>
    (type === 'subscriptions' ? preferences : changes).change(type, ...rest);
  return { ...changes, change };
}

function select(row: CrmObject, wanted: readonly string[] | undefined): CrmObject {
  if (!wanted) return row;
  const always = ['hs_object_id', 'createdate', 'hs_lastmodifieddate', 'lastmodifieddate'];
  const names = new Set([...always, ...wanted]);
  const properties = Object.fromEntries(
    [...names].filter((n) => Object.hasOwn(row.properties, n)).map((n) => [n, row.properties[n] ?? null]),
  );
  return { ...row, properties };
}

function buildTables(world: World): Record<ObjectType, Table> {
  const tables = Object.fromEntries(
    types.map((t) => [t, { rows: [], pager: new Pager(), byId: new Map(), links: new Map() }]),
  ) as unknown as Record<ObjectType, Table>;
  const byTruth = new Map(world.customers.map((c) => [c.truthId, c]));
  const add = (
    type: ObjectType,
    c: Customer,
    id: string,
    properties: Properties,
    links: Record<string, Link[]> = {},
  ) => {
    const updatedAt = new Date(c.modifiedAt).toISOString();
    const createdAt = new Date(c.createdAt).toISOString();
    const row: CrmObject = {
      id,
      properties: { hs_object_id: id, createdate: createdAt, [modifiedProperty(type)]: updatedAt, ...properties },
      createdAt,
      updatedAt,
      archived: false,
    };
    tables[type].rows.push(row);
    tables[type].byId.set(id, row);
    tables[type].links.set(id, new Map(Object.entries(links)));
  };
  for (const c of world.customers) {
    const company = c.hubspot[0];
    if (!company) continue;
    const first = { companies: [{ id: company.id, isPrimary: true }] };
    const own = { ids: c.hubspot.map((h) => h.id), primary: company.id };
    const parent = c.parent ? (byTruth.get(c.parent)?.hubspot[0]?.id ?? null) : null;
    for (const [i, h] of c.hubspot.entries()) {
      add('companies', c, h.id, {
        name: i === 0 ? c.spellings.hubspot : `${c.spellings.hubspot} (old)`,
        domain: h.domain,
        industry: c.industry,
        country: c.country.name,
        lifecyclestage: 'customer',
        customer_tier: c.tier,
        hubspot_owner_id: String(
          71_000_000 +
            Math.max(
              0,
              owners.findIndex((o) => o.email === c.owner.email),
            ),
        ),
        hs_parent_company_id: parent,
        hs_merged_object_ids: h.mergedIds.length > 0 ? h.mergedIds.join(';') : null,
        salesforceaccountid: h.salesforceId,
      });
    }
    for (const p of c.people) {
      if (!p.hubspotId) continue;
      const [firstname = '', ...rest] = p.name.split(' ');
      const { ids, primary } = p.hubspotCompanies ?? own;
      const links = { companies: ids.map((id) => ({ id, isPrimary: id === primary })) };
      add(
        'contacts',
        c,
        p.hubspotId,
        {
          firstname,
          lastname: rest.join(' '),
          email: p.email,
          jobtitle: p.title,
          hs_buying_role:
            p.role === 'Champion'
              ? 'CHAMPION'
              : p.role === 'Decision Maker'
                ? 'DECISION_MAKER'
                : p.role === 'Billing'
                  ? 'BUDGET_HOLDER'
                  : 'END_USER',
          champion_left_date: p.leftAt === null ? null : new Date(p.leftAt).toISOString().slice(0, 10),
          hs_email_optout: p.optedOut ? 'true' : null,
          notes_last_contacted: p.lastActivityAt === null ? null : new Date(p.lastActivityAt).toISOString(),
          ...touchProperties(p),
        },
        links,
      );
    }
    for (const d of c.deals) {
      const major = zeroDecimal.has(c.country.currency) ? d.amountMinor : d.amountMinor / 100;
      add(
        'deals',
        c,
        d.hubspotId,
        {
          dealname: d.name,
          amount: String(major),
          deal_currency_code: c.country.currency,
          dealstage: d.stage.toLowerCase().replace(/ /g, ''),
          pipeline: 'default',
          closedate: `${d.closeOn}T00:00:00Z`,
          dealtype: d.kind === 'New Business' ? 'newbusiness' : d.kind === 'Renewal' ? 'renewal' : 'existingbusiness',
          hs_is_closed: String(d.isClosed),
          hs_is_closed_won: String(d.isWon),
          ...forecastProperties(d, c),
        },
        first,
      );
    }
    for (const order of orderObjects(c)) add('orders', c, order.id, order.properties, first);
    for (const answer of feedbackObjects(c)) add('feedback_submissions', c, answer.id, answer.properties, answer.links);
    if (hasOnboardingTicket(c)) {
      add(
        'tickets',
        c,
        hubspotId(6_000_000 + c.index),
        {
          subject: `Onboarding of ${c.spellings.hubspot}`,
          hs_pipeline_stage: '1',
          hs_ticket_priority: 'MEDIUM',
          hs_is_closed: 'false',
        },
        first,
      );
    }
  }
  for (const type of types)
    tables[type].rows.sort((a, b) =>
      a.id.length === b.id.length ? (a.id < b.id ? -1 : 1) : a.id.length - b.id.length,
    );
  return tables;
}
