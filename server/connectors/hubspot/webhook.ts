import type { Delivery, WebhookEvent } from '../../domain/ports.ts';
import { id, ids, read, text } from '../read.ts';
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
  return (Array.isArray(events) ? events : [events]).flatMap((event) => marksOf(event, portal));
}

const streamOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(streams).flatMap(([stream, { kind, typeId }]) => [
    [kind, stream],
    [typeId, stream],
  ]),
);

/** What one event names. A merge names several objects, a changed association the object that has it. */
function marksOf(event: unknown, portal: string): WebhookEvent[] {
  const type = (text(event, 'subscriptionType') ?? '').split('.')[0] ?? '';
  const stream = streamOf[type === 'object' ? (text(event, 'objectTypeId') ?? '') : type];
  const own = read(event, 'portalId') === undefined || id(event, 'portalId') === portal;
  if (!stream || !own) return [];
  const named = [id(event, 'objectId') ?? id(event, 'fromObjectId') ?? [], id(event, 'primaryObjectId') ?? []].flat();
  const eventKey = ['eventId', 'subscriptionId', 'occurredAt'].map((name) => id(event, name) ?? '').join(':');
  const objectIds = new Set([...named, ...ids(event, 'mergedObjectIds')].filter((one) => /^\d+$/.test(one)));
  return [...objectIds].map((one) => ({ key: `${eventKey}:${stream}:${one}`, stream, id: one }));
}
