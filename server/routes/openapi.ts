import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import {
  ChangedHint,
  DriftList,
  DriftReport,
  LookRequest,
  PairRequest,
  PairResponse,
  PinRequest,
  ReactionRequest,
  SearchResponse,
  Session,
  Watchlist,
  WriteResponse,
} from '../../lib/contract/api.ts';
import { ServedContext } from '../../lib/contract/consent.ts';
import { Problem } from '../../lib/contract/errors.ts';
import { Glossary } from '../../lib/contract/glossary.ts';
import { Hierarchy } from '../../lib/contract/hierarchy.ts';
import { OverrideRequest, RemoveOverrideRequest } from '../../lib/contract/overrides.ts';
import { crmSystems } from '../../lib/contract/record.ts';
import { SourceList } from '../../lib/contract/sources.ts';
import { DecisionList, DecisionRequest } from '../../lib/contract/stewardship.ts';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';

import { TrackedEvent } from '../intake/readEvent.ts';
import { TrackAnswer, TrackedBatch } from './track.ts';

type Operation = {
  method: 'get' | 'post' | 'delete';
  path: string;
  summary: string;
  open?: true;
  /** Asks for a write key in place of a device token. */
  sender?: true;
  body?: z.ZodMiniType;
  /** Status of success and its body; null: none. */
  success: [number, z.ZodMiniType | 'text/event-stream' | null];
  failures: number[];
  parameters?: object[];
};

const Status = z.object({ status: z.string() });

const operations: Operation[] = [
  {
    method: 'get',
    path: '/v1/context',
    summary: 'The unified context of the customer a CRM record belongs to',
    success: [200, ServedContext],
    failures: [400, 401, 404, 426],
    parameters: [
      query('system', { enum: [...crmSystems] }),
      query('instance'),
      query('object'),
      query('id'),
      query('account'),
      { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
    ],
  },
  write('/v1/reactions', 'A reaction to a next best action, idempotent by key', ReactionRequest),
  write('/v1/pins', 'Pins or unpins an account, idempotent by key', PinRequest),
  write('/v1/looks', 'Remembers what the user saw of an account, idempotent by key', LookRequest),
  write(
    '/v1/overrides',
    'What a manager says the health band is, for at most 30 days, idempotent by key',
    OverrideRequest,
  ),
  {
    ...write('/v1/overrides', 'Takes an override back, idempotent by key', RemoveOverrideRequest),
    method: 'delete',
  },
  {
    method: 'get',
    path: '/v1/watchlist',
    summary: 'Pinned accounts and what moved',
    success: [200, Watchlist],
    failures: [401],
  },
  {
    method: 'get',
    path: '/v1/search',
    summary:
      'Accounts by the beginning of a name or of its words, or by domain; an address of a page or of a person will do',
    success: [200, SearchResponse],
    failures: [400, 401],
    parameters: [query('q'), query('limit', { type: 'integer', minimum: 1, maximum: 50 })],
  },
  {
    method: 'post',
    path: '/v1/drift',
    summary: "Counts what became of a hint of the extension's packs; names nobody and no record",
    body: DriftReport,
    success: [204, null],
    failures: [400, 401, 413, 426, 429],
  },
  {
    method: 'get',
    path: '/v1/drift',
    summary: 'The sums of these counts over 30 days, for an administrator',
    success: [200, DriftList],
    failures: [401, 403],
  },
  {
    ...write('/v1/decisions', 'Decides that two company records must or cannot be one customer', DecisionRequest),
    failures: [400, 401, 403, 409, 413, 426],
  },
  {
    method: 'get',
    path: '/v1/decisions',
    summary: 'These decisions, the newest first, those undone included',
    success: [200, DecisionList],
    failures: [400, 401, 403],
    parameters: [query('limit', { type: 'integer', minimum: 1, maximum: 500 }), query('before')],
  },
  {
    method: 'delete',
    path: '/v1/decisions/{id}',
    summary: 'Undoes a decision',
    success: [204, null],
    failures: [401, 403, 404],
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  },
  {
    method: 'get',
    path: '/v1/sources',
    summary: 'How the sources stand: age, records, drift, budget, last error; for a manager or an administrator',
    success: [200, SourceList],
    failures: [401, 403],
  },
  {
    method: 'post',
    path: '/v1/webhooks/{source}',
    summary: "A vendor's signed webhook, as raw bytes: marks the records that it names for the next pull",
    open: true,
    body: z.unknown(),
    success: [200, z.object({ accepted: z.int() })],
    failures: [400, 401, 404, 413],
    parameters: [{ name: 'source', in: 'path', required: true, schema: { enum: ['hubspot', 'zendesk', 'stripe'] } }],
  },
  {
    method: 'get',
    path: '/v1/glossary',
    summary: 'What the numbers mean: metrics, health factors, caps and bands',
    success: [200, Glossary],
    failures: [401],
  },
  {
    method: 'get',
    path: '/v1/accounts/{id}/hierarchy',
    summary: "Who is above and below an account, and the children's health in three ways",
    success: [200, Hierarchy],
    failures: [401, 404],
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  },
  {
    method: 'get',
    path: '/v1/events',
    summary: `Hints: ${JSON.stringify(z.toJSONSchema(ChangedHint).properties)}`,
    success: [200, 'text/event-stream'],
    failures: [401],
  },
  ...['track', 'identify', 'group'].map((type) =>
    track(type, `One event of Segment's tracking API: ${type}`, TrackedEvent),
  ),
  track('batch', 'Events of any type; what was not taken is named by its place', TrackedBatch),
  {
    method: 'post',
    path: '/v1/pair',
    summary: 'Exchanges a one-time code for a device token',
    open: true,
    body: PairRequest,
    success: [200, PairResponse],
    failures: [400, 403, 429],
  },
  { method: 'get', path: '/v1/session', summary: 'Who the token belongs to', success: [200, Session], failures: [401] },
  { method: 'delete', path: '/v1/session', summary: 'Revokes the token', success: [204, null], failures: [401] },
  { method: 'get', path: '/healthz', summary: 'The process answers', open: true, success: [200, Status], failures: [] },
  {
    method: 'get',
    path: '/readyz',
    summary: 'The database answers',
    open: true,
    success: [200, Status],
    failures: [503],
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    open: true,
    success: [200, z.looseObject({})],
    failures: [],
  },
];

function query(name: string, schema: object = {}): object {
  return { name, in: 'query', schema: { type: 'string', ...schema } };
}

function track(name: string, summary: string, body: z.ZodMiniType): Operation {
  const success: Operation['success'] = [200, TrackAnswer];
  return {
    method: 'post',
    path: `/v1/${name}`,
    summary,
    sender: true,
    body,
    success,
    failures: [400, 401, 413, 415, 429],
  };
}

function write(path: string, summary: string, body: z.ZodMiniType): Operation {
  return {
    method: 'post',
    path,
    summary,
    body,
    success: [200, WriteResponse],
    failures: [400, 401, 403, 404, 409, 413, 426],
  };
}

function json(schema: z.ZodMiniType): object {
  return { 'application/json': { schema: z.toJSONSchema(schema, { io: 'output' }) } };
}

/** The OpenAPI 3.1 document, made from the contract's own schemas. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const op of operations) {
    const [status, body] = op.success;
    const content = body === null ? {} : { content: body === 'text/event-stream' ? { [body]: {} } : json(body) };
    const responses: Record<string, object> = { [status]: { description: 'Success', ...content } };
    if (op.path === '/v1/context') responses['304'] = { description: 'Not modified' };
    for (const failure of op.failures) responses[failure] = { description: 'A problem', content: json(Problem) };
    paths[op.path] = {
      ...paths[op.path],
      [op.method]: {
        summary: op.summary,
        security: op.open ? [] : op.sender ? [{ writeKey: [] }] : [{ device: [] }],
        parameters: [
          ...(op.parameters ?? []),
          {
            name: contractHeader,
            in: 'header',
            schema: { type: 'integer' },
            description: 'Contract version of the client',
          },
        ],
        ...(op.body ? { requestBody: { required: true, content: json(op.body) } } : {}),
        responses,
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alongside',
      version: String(contractVersion),
      description: 'Unified customer context for the Alongside extension.',
    },
    components: {
      securitySchemes: { device: { type: 'http', scheme: 'bearer' }, writeKey: { type: 'http', scheme: 'basic' } },
    },
    paths,
  };
}

/** `GET /openapi.json`. */
export function openApiRoute(app: FastifyInstance): void {
  const document = openApiDocument();
  app.get('/openapi.json', async () => document);
}
