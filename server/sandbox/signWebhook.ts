import { createHmac } from 'node:crypto';

export type SignedVendor = 'stripe' | 'hubspot' | 'zendesk';

/** The headers with which a vendor signs a delivery to an address at an instant, epoch milliseconds. */
export function signWebhook(
  vendor: SignedVendor,
  delivery: { url: string; body: string; secret: string; atMs: number },
): Record<string, string> {
  const { url, body, secret, atMs } = delivery;
  const hmac = (text: string) => createHmac('sha256', secret).update(text, 'utf8');
  if (vendor === 'stripe') {
    const seconds = Math.floor(atMs / 1000);
    // Stripe also signs by a scheme for tests, which proves nothing.
    const signature = hmac(`${seconds}.${body}`).digest('hex');
    return { 'stripe-signature': `t=${seconds},v1=${signature},v0=${'0'.repeat(64)}` };
  }
  if (vendor === 'hubspot') {
    const address = new URL(url);
    const uri =
      address.origin +
      decodeURI(address.pathname + address.search)
        .replace(/%3A/gi, ':')
        .replace(/%2F/gi, '/');
    return {
      'x-hubspot-signature-v3': hmac(`POST${uri}${body}${atMs}`).digest('base64'),
      'x-hubspot-request-timestamp': String(atMs),
    };
  }
  const timestamp = new Date(atMs).toISOString();
  return {
    'x-zendesk-webhook-signature': hmac(timestamp + body).digest('base64'),
    'x-zendesk-webhook-signature-timestamp': timestamp,
  };
}
