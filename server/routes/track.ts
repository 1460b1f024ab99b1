import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import * as z from 'zod/mini';
import type { AppDeps } from '../appDeps.ts';
import { basicUser, createWriteKeys } from '../auth/writeKeys.ts';
import type { WriteKey } from '../config.ts';
import type { ReadEvent } from '../domain/activity/event.ts';
import { type EventType, type Reading, readEvent } from '../intake/readEvent.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import { saveEvents } from '../store/activityWrites.ts';

/** The limits of Segment's HTTP API: one event, one batch, events in a batch. */
const maxEventBytes = 32 * 1024;
const maxBatchBytes = 500 * 1024;
const maxEvents = 2500;
/** What Segment's API takes: a thousand requests a second. */
const requestsPerMinute = 60_000;

export const TrackedBatch = z.looseObject({
  batch: z
    .array(z.unknown(), 'a list of events')
    .check(z.maxLength(maxEvents, `at most ${maxEvents.toLocaleString('en')} events`)),
  sentAt: z.nullish(z.string('an ISO 8601 instant').check(z.maxLength(40, 'an ISO 8601 instant'))),
});

/** What did not go in, by its place in the batch. */
const Rejected = z.object({ index: z.int(), messageId: z.nullable(z.string()), reason: z.string() });
type Rejected = z.infer<typeof Rejected>;

/** What became of the events of a request. */
export const TrackAnswer = z.object({
  success: z.literal(true),
  accepted: z.int(),
  repeated: z.int(),
  ignored: z.int(),
  rejected: z.array(Rejected),
});

/**
 * `POST /v1/track`, `/v1/identify`, `/v1/group`, `/v1/batch`: Segment's HTTP tracking API, for programs, not for pages. Answered when
 * the events are on disk. What can be read of a batch goes in, and the answer names the rest; when nothing can, it is refused.
 * A body may be packed with gzip, as Segment's libraries can be told to do. A sender that asks more often than
 * `events.requestsPerMinute` is told to wait; its library sends again.
 */
export async function trackRoutes(root: FastifyInstance, deps: AppDeps): Promise<void> {
  await root.register(async (app) => {
    await app.register(rateLimit, {
      max: deps.config.events?.requestsPerMinute ?? requestsPerMinute,
      timeWindow: 60_000,
      // By the key as it was sent; without one by address. Nothing of it is kept longer than the minute.
      keyGenerator: (request) => hash('sha256', request.headers.authorization ?? request.ip, 'base64url'),
      errorResponseBuilder: () =>
        new ProblemError('rateLimited', 'Too many requests in a minute. Send more events in each, by /v1/batch.'),
    });
    app.addHook('preParsing', unpack);
    addRoutes(app, deps);
  });
}

function addRoutes(app: FastifyInstance, deps: AppDeps): void {
  const find = createWriteKeys(deps.config.events?.writeKeys ?? []);
  const senderOf = (authorization: string | undefined, body: unknown): WriteKey => {
    const inBody = z.safeParse(z.looseObject({ writeKey: z.string() }), body).data?.writeKey;
    const given = basicUser(authorization) ?? inBody;
    const sender = given === undefined ? null : find(given);
    if (sender) return sender;
    throw new ProblemError(
      'invalidToken',
      'Send a write key of the configuration (events.writeKeys) as the user name of HTTP Basic, with an empty password, or as "writeKey" in the body.',
    );
  };
  const save = async (sender: WriteKey, readings: readonly Reading[]) => {
    const events: ReadEvent[] = [];
    const others = { tooOld: 0, bot: 0, rejected: 0 };
    const rejected: Rejected[] = [];
    for (const [index, reading] of readings.entries()) {
      if (reading.outcome === 'read') events.push(reading.event);
      else if (reading.outcome === 'ignored') others[reading.why]++;
      else {
        others.rejected++;
        rejected.push({ index, messageId: reading.messageId, reason: reading.reason });
      }
    }
    const saved = await saveEvents(
      deps.store,
      deps.config.tenant.id,
      { sender: sender.name, events, others },
      deps.now(),
    );
    const [first] = rejected;
    if (first && rejected.length === readings.length) throw new ProblemError('badRequest', first.reason);
    return { success: true, ...saved, ignored: others.tooOld + others.bot, rejected };
  };

  for (const type of ['track', 'identify', 'group'] as const satisfies EventType[])
    app.post(`/v1/${type}`, { bodyLimit: maxEventBytes }, async (request) => {
      const sender = senderOf(request.headers.authorization, request.body);
      const how = { type, sentAt: null, channel: sender.channel, receivedAt: deps.now() };
      return save(sender, [readEvent(request.body, how)]);
    });

  app.post('/v1/batch', { bodyLimit: maxBatchBytes }, async (request) => {
    const sender = senderOf(request.headers.authorization, request.body);
    const { batch, sentAt } = parseBody(TrackedBatch, request.body);
    const how = { type: null, sentAt: sentAt ?? null, channel: sender.channel, receivedAt: deps.now() };
    const { 'content-length': length = maxBatchBytes, 'content-encoding': packed } = request.headers;
    const small = packed === undefined && Number(length) <= maxEventBytes;
    return save(
      sender,
      batch.map(
        (raw): Reading =>
          small || byteLength(raw) <= maxEventBytes
            ? readEvent(raw, how)
            : {
                outcome: 'rejected',
                reason: `It is larger than ${maxEventBytes / 1024} kB. Send less.`,
                messageId: null,
              },
      ),
    );
  });
}

/**
 * Unpacks a body of `Content-Encoding: gzip`. The limit of the route counts for what is unpacked as for what arrives, and unpacking ends
 * there: a few kilobytes can stand for gigabytes. What comes packed otherwise is refused, since its events would be lost as unreadable.
 */
async function unpack(request: FastifyRequest, _reply: unknown, body: RequestPayload): Promise<RequestPayload> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity') return body;
  if (coding !== 'gzip')
    throw new ProblemError('badRequest', 'Send the body as it is, or with "Content-Encoding: gzip".', 415);
  const limit = request.routeOptions.bodyLimit ?? maxEventBytes;
  const tooLarge = () => new ProblemError('tooLarge', `The body is larger than ${limit / 1024} kB. Send less.`);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection stays, for the answer.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
    if (size > limit) throw tooLarge();
    const plain = await promisify(gunzip)(Buffer.concat(chunks), { maxOutputLength: limit });
    return Object.assign(Readable.from([plain]), { receivedEncodedLength: size });
  } catch (error) {
    // What nobody reads would hold up the next request of the connection.
    body.resume();
    if (error instanceof ProblemError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new ProblemError(
      'badRequest',
      'The body is not whole gzip data, as its Content-Encoding says. Send it again.',
    );
  }
}

/** The size of a value as JSON; one that is nested too deeply to be written is too large. */
function byteLength(raw: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(raw));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
