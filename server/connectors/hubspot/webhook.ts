import type { Delivery, WebhookEvent } from '../../domain/ports.ts';
import { entry, id, ids, read, text } from '../read.ts';
import { bodyOf, checkSignature } from '../signature.ts';
import { streams } from './streams.ts';

/** The characters that HubSpot decodes in the address before it signs. Others stay encoded. */
const decoded: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** An address as HubSpot signs it. */
export function signedUri(uri: string): string {
  return uri.replace(/%[0-9a-f]{2}/gi, (code) => decoded[code.toUpperCase()] ?? code);
}

/**
 * A delivery of HubSpot: `X-HubSpot-Signature-v3`, base64 over method, address, body and timestamp. The address is the public one, also
 * behind a proxy. Events of another portal that uses the same app are left out. Throws WebhookRefused, SyntaxError.
 */
export function receiveHubspot(delivery: Delivery, portal: string): WebhookEvent[] {
  const { header, body, secrets, nowMs, publicUri } = delivery;
  const timestamp = header('x-hubspot-request-timestamp') ?? '';
  checkSignature({
    secrets,
    signatures: [header('x-hubspot-signature-v3') ?? ''],
    encoding: 'base64',
    parts: ['POST', signedUri(publicUri), body, timestamp],
    sentAtMs: /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN,
    nowMs,
  });
  const events = bodyOf(body);
  return (Array.isArray(events) ? events : [events]).flatMap((event) => marksOf(event, portal, timestamp));
}

const streamOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(streams).flatMap(([stream, { kind, typeId }]) => [
    [kind, stream],
    [typeId, stream],
  ]),
);

/**
 * What one event names: all objects of a merge, also one that it made, and both ends of an association, because each may be told of in the
 * record of the other. `sentAt` stands for the number and the time of an event that has neither.
 */
function marksOf(event: unknown, portal: string, sentAt: string): WebhookEvent[] {
  if (read(event, 'portalId') !== undefined && id(event, 'portalId') !== portal) return [];
  const word = (name: string) => text(event, name) ?? '';
  const type = word('subscriptionType').split('.')[0] ?? '';
  const stream = entry(streamOf, type === 'object' ? word('objectTypeId') || word('fromObjectTypeId') : type);
  // `COMPANY_TO_DEAL`
  const kindAtEnd = /_TO_(\w+)$/.exec(word('associationType'))?.[1]?.toLowerCase() ?? '';
  const streamAtEnd = entry(streamOf, word('toObjectTypeId') || kindAtEnd);
  const named = ['objectId', 'fromObjectId', 'primaryObjectId', 'newObjectId'].flatMap((name) => id(event, name) ?? []);
  const objects = [
    ...[...named, ...ids(event, 'mergedObjectIds')].map((one) => ({ stream, id: one })),
    { stream: streamAtEnd, id: id(event, 'toObjectId') ?? '' },
  ];
  const numbers = ['eventId', 'subscriptionId', 'occurredAt'].map((name) => id(event, name) ?? '');
  const eventKey = numbers[0] || numbers[2] ? numbers.join(':') : `sent ${sentAt}`;
  return objects.flatMap(({ stream, id }) =>
    stream && /^\d+$/.test(id) ? [{ key: `${eventKey}:${stream}:${id}`, stream, id }] : [],
  );
}
