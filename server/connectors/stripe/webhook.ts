import type { Delivery, WebhookEvent } from '../../domain/ports.ts';
import { text } from '../read.ts';
import { bodyOf, checkSignature } from '../signature.ts';
import { streamOf } from './streams.ts';
import { stripeId } from './stripeId.ts';

/**
 * A delivery of Stripe: `Stripe-Signature: t=<Unix seconds>,v1=<hex>`, over `<t>.<body>`. Returns the object that it names, once or
 * not at all. Throws WebhookRefused, SyntaxError.
 */
export function receiveStripe(delivery: Delivery): WebhookEvent[] {
  const { header, body, secrets, nowMs } = delivery;
  const items = (header('stripe-signature') ?? '').split(',').map((item) => item.trim().split('='));
  const valuesOf = (name: string) => items.flatMap(([key, value]) => (key === name && value ? [value] : []));
  const at = valuesOf('t')[0] ?? '';
  checkSignature({
    secrets,
    signatures: valuesOf('v1'),
    encoding: 'hex',
    parts: [`${at}.`, body],
    sentAtMs: /^\d{1,12}$/.test(at) ? Number(at) * 1000 : Number.NaN,
    nowMs,
  });
  const event = bodyOf(body);
  const key = stripeId(event, 'id');
  const kind = text(event, 'data.object.object');
  // A tax number is stored with its customer.
  const isTaxId = kind === 'tax_id';
  const stream = streamOf(isTaxId ? 'customer' : (kind ?? ''));
  const objectId = stripeId(event, isTaxId ? 'data.object.customer' : 'data.object.id');
  return key && stream && objectId ? [{ key, stream, id: objectId }] : [];
}
