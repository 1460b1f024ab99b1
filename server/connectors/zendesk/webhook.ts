import type { Delivery, WebhookEvent } from '../../domain/ports.ts';
import { instant, text } from '../read.ts';
import { bodyOf, checkSignature } from '../signature.ts';

/**
 * A delivery of a Zendesk webhook that is subscribed to events: `X-Zendesk-Webhook-Signature`, base64 over timestamp and body. Zendesk
 * names no window for replays; five minutes as for the others. Throws WebhookRefused, SyntaxError.
 */
export function receiveZendesk(delivery: Delivery): WebhookEvent[] {
  const { header, body, secrets, nowMs } = delivery;
  const timestamp = header('x-zendesk-webhook-signature-timestamp') ?? '';
  checkSignature({
    secrets,
    signatures: [header('x-zendesk-webhook-signature') ?? ''],
    encoding: 'base64',
    parts: [timestamp, body],
    sentAtMs: instant({ timestamp }, 'timestamp') ?? Number.NaN,
    nowMs,
  });
  const event = bodyOf(body);
  const key = text(event, 'id', 100);
  // `zen:ticket:35436`
  const [, kind, id] = /^zen:(ticket|user|organization):(\d{1,20})$/.exec(text(event, 'subject') ?? '') ?? [];
  return key && kind && id ? [{ key, stream: `${kind}s`, id }] : [];
}
