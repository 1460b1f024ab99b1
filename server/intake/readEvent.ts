import * as z from 'zod/mini';
import { type Channel, channelOf, readChannel } from '../domain/activity/channel.ts';
import { dayMs, dayOf, keptDays, type ReadEvent } from '../domain/activity/event.ts';
import { type EventClocks, eventTime, readInstant } from '../domain/activity/eventTime.ts';

/** Clocks differ; an event further ahead than this is a mistake. */
const maxAheadMs = dayMs;
const maxName = 120;
const maxIdLength = 200;

/** What became of an event. `ignored` ones are well-formed and deliberately not counted. */
export type Reading =
  | { outcome: 'read'; event: ReadEvent }
  | { outcome: 'ignored'; why: 'tooOld' | 'bot'; messageId: string | null }
  | { outcome: 'rejected'; reason: string; messageId: string | null };

const Id = z.nullish(
  z.union(
    [z.string().check(z.maxLength(maxIdLength)), z.int()],
    `text of at most ${maxIdLength} characters, or a whole number`,
  ),
);
const Clock = z.nullish(z.string('an ISO 8601 instant').check(z.maxLength(40, 'an ISO 8601 instant')));
const Bag = z.nullish(z.record(z.string(), z.unknown(), 'an object'));
const Name = z.nullish(z.string('text').check(z.maxLength(1000, 'at most 1,000 characters')));
const types = ['track', 'identify', 'group', 'page', 'screen', 'alias'] as const;
export type EventType = (typeof types)[number];

/** The fields that are read, as Segment's tracking API names them. Others are let through and not kept. */
export const TrackedEvent = z.looseObject({
  type: z.enum(types, `one of ${types.join(', ')}`),
  /** Segment: fewer than 100 characters. */
  messageId: z.nullish(z.string('text').check(z.maxLength(100, 'at most 100 characters'))),
  userId: Id,
  anonymousId: Id,
  groupId: Id,
  previousId: Id,
  event: Name,
  name: Name,
  timestamp: Clock,
  originalTimestamp: Clock,
  sentAt: Clock,
  properties: Bag,
  traits: Bag,
  context: Bag,
});
type Event = z.infer<typeof TrackedEvent>;

const botAgent =
  /(?<!cu)bot\b|crawler|spider|slurp|headless|lighthouse|phantomjs|pingdom|uptime|facebookexternalhit|monitoring/i;

/**
 * Reads one event of the tracking API. Never throws. `type` is what the address says (`/v1/track`); a batch says it in each event.
 * `sentAt` is the batch's, for events without one of their own; `channel` is the sender's.
 */
export function readEvent(
  raw: unknown,
  how: { type: EventType | null; sentAt: string | null; channel: Channel | null; receivedAt: number },
): Reading {
  const input = how.type !== null && isObject(raw) ? { ...raw, type: how.type } : raw;
  const parsed = z.safeParse(TrackedEvent, input);
  const messageId = text(isObject(raw) ? raw.messageId : null, 100);
  const rejected = (reason: string): Reading => ({ outcome: 'rejected', reason, messageId });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return rejected(`Correct ${issue?.path.join('.') || 'the event'}: ${issue?.message ?? 'it is not as expected'}.`);
  }
  const event = parsed.data;
  const clocks: EventClocks = { timestamp: null, originalTimestamp: null, sentAt: null };
  for (const name of ['timestamp', 'originalTimestamp', 'sentAt'] as const) {
    const value = event[name] ?? (name === 'sentAt' ? how.sentAt : null);
    if (value === null) continue;
    clocks[name] = readInstant(value);
    if (clocks[name] === null) return rejected(`Correct ${name}: an ISO 8601 instant such as 2026-11-21T09:30:00Z.`);
  }
  const at = eventTime(clocks, how.receivedAt);
  const problem = missing(event) ?? (at > how.receivedAt + maxAheadMs ? 'It is more than a day in the future.' : null);
  if (problem) return rejected(problem);
  if (at < how.receivedAt - keptDays * dayMs) return { outcome: 'ignored', why: 'tooOld', messageId };
  const agent = event.context?.userAgent;
  if (typeof agent === 'string' && botAgent.test(agent.slice(0, 500)))
    return { outcome: 'ignored', why: 'bot', messageId };
  return { outcome: 'read', event: { ...parts(event, how.channel), messageId, at, day: dayOf(at) } };
}

/** What the type of the event needs and it does not have, as a sentence. */
function missing(event: Event): string | null {
  const { type } = event;
  if (!idOf(event.userId) && !idOf(event.anonymousId)) return 'Send userId or anonymousId.';
  if (type === 'track' && !clean(event.event)) return 'Send event: the name of what happened.';
  if (type === 'group' && !idOf(event.groupId)) return 'Send groupId.';
  if (type === 'alias' && (!idOf(event.userId) || !idOf(event.previousId))) return 'Send userId and previousId.';
  return null;
}

function parts(event: Event, channel: Channel | null): Omit<ReadEvent, 'messageId' | 'at' | 'day'> {
  const { type, context } = event;
  const traits = event.traits ?? {};
  // The traits of a group call are the group's; the person's are in the context, as with every other call.
  const person = type === 'identify' ? traits : isObject(context?.traits) ? context.traits : {};
  const own = idOf(event.userId);
  const anonymous = idOf(event.anonymousId);
  const userId = own ?? `anonymous:${anonymous}`;
  const former = type === 'alias' ? idOf(event.previousId) : own && anonymous ? `anonymous:${anonymous}` : null;
  const name = type === 'track' ? clean(event.event) : (clean(event.name) ?? (type === 'page' ? 'Page' : 'Screen'));
  const said = readChannel(event.properties?.channel, context?.channel);
  const counted = type === 'track' || type === 'page' || type === 'screen';
  return {
    userId,
    formerId: former === userId ? null : former,
    email: emailOf(person.email) ?? emailOf(own),
    groupId: type === 'group' ? idOf(event.groupId) : idOf(context?.groupId),
    group:
      type === 'group'
        ? { name: text(traits.name, 200), website: text(traits.website ?? traits.domain, 500) }
        : { name: null, website: null },
    count: counted && name ? { channel: channelOf({ type, name, said, sender: channel }), name } : null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Control characters have no business in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const control = /[\u0000-\u001f\u007f-\u009f]+/g;

function text(value: unknown, max: number): string | null {
  if (typeof value !== 'string') return null;
  const plain = value
    .slice(0, max * 2)
    .toWellFormed()
    .replace(control, ' ')
    .trim();
  return plain === '' ? null : Array.from(plain).slice(0, max).join('');
}

function clean(value: unknown): string | null {
  return text(typeof value === 'string' ? value.replace(/\s+/g, ' ') : value, maxName);
}

function idOf(value: unknown): string | null {
  return text(typeof value === 'number' ? String(value) : value, maxIdLength);
}

function emailOf(value: unknown): string | null {
  const found = text(value, 254)?.toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(found) ? found : null;
}
