import { salesforceChecksum } from '../../../lib/contract/salesforceId.ts';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function encode(n: number, width: number): string {
  let text = '';
  for (let rest = n; text.length < width; rest = Math.floor(rest / 62)) text = base62[rest % 62] + text;
  return text;
}

/** An 18-character Salesforce id with a correct checksum: key prefix, pod, counter. */
export function salesforceId(prefix: string, n: number): string {
  // The counter is spread so that neighbours differ in more than the last letter, as real ones do between pods.
  const id15 = `${prefix}Qy000${encode((n * 7919 + 104_729) % 62 ** 7, 7)}`;
  return id15 + salesforceChecksum(id15);
}

/** A HubSpot record id: eleven digits. */
export function hubspotId(n: number): string {
  return String(17_400_000_000 + n * 6151);
}

/** A Zendesk organisation or user id: twelve digits. Tickets are small numbers. */
export function zendeskId(n: number): string {
  return String(360_900_000_000 + n * 43);
}

/** A Stripe id such as `cus_Q0000…`: a prefix and fourteen letters and digits. */
export function stripeId(prefix: string, n: number): string {
  return `${prefix}_Q${encode((n * 15_485_863 + 32_452_843) % 62 ** 8, 13)}`;
}
