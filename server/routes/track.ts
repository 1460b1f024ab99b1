import { hash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
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
  batch: z.array(z.unknown()).check(z.maxLength(maxEvents)),
  sentAt: z.nullish(z.string().check(z.maxLength(40))),
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
 * A sender that asks more often than `events.requestsPerMinute` is told to wait; its library sends again.
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
    const small = Number(request.headers['content-length'] ?? maxBatchBytes) <= maxEventBytes;
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

/** The size of a value as JSON; one that is nested too deeply to be written is too large. */
function byteLength(raw: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(raw));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
