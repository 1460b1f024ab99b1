import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clock of a sender may be from ours, and how late a delivery may be, milliseconds. */
const replayMs = 300_000;

/** A webhook that is not accepted, in a sentence for the log of its sender. It says nothing about secrets. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused';
}

/**
 * Checks that one of the secrets made one of the signatures over `parts`, and that `sentAtMs` is within five minutes of now. Compares
 * in constant time, and all of them. Throws WebhookRefused.
 */
export function checkSignature(options: {
  secrets: readonly string[];
  signatures: readonly string[];
  encoding: 'hex' | 'base64';
  parts: readonly (string | Uint8Array)[];
  sentAtMs: number;
  nowMs: number;
}): void {
  const { secrets, signatures, encoding, parts, sentAtMs, nowMs } = options;
  let matches = false;
  for (const secret of secrets) {
    const hmac = createHmac('sha256', secret);
    for (const part of parts) hmac.update(part);
    const expected = Buffer.from(hmac.digest(encoding));
    for (const signature of signatures) {
      const given = Buffer.from(signature);
      if (given.length === expected.length && timingSafeEqual(given, expected)) matches = true;
    }
  }
  if (!matches) throw new WebhookRefused('The signature is missing or does not match the secret configured here.');
  if (!(Math.abs(nowMs - sentAtMs) <= replayMs)) {
    throw new WebhookRefused('The delivery is more than five minutes old, or a clock is wrong.');
  }
}

/** The body of a delivery that was accepted. Throws SyntaxError. */
export function bodyOf(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}
