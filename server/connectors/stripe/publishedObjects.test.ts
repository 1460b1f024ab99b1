import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stripe } from './stripe.ts';

/** Stripe's own example of each object. It lies beside the project, or it does not. */
const file = '../shared/data/stripe/fixtures3.json';

it('reads the objects that Stripe publishes', () => {
  if (!existsSync(file)) {
    console.warn('Stripe’s published objects are not beside the project (shared/data/stripe), so they are not tried.');
    return;
  }
  const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources: Record<string, { id?: unknown }> };
  const read = Object.entries(resources).flatMap(([kind, body]) => {
    const record = { source: 'stripe', kind, id: String(body.id), modifiedAt: 1, deleted: false, body } as const;
    // Kinds that are not pulled are nothing; none may throw.
    return stripe.normalise(record, { instance: 'stripe' }) === null ? [] : [kind];
  });
  expect(Object.keys(resources).length).toBeGreaterThan(50);
  for (const stream of stripe.streams) expect(read).toContain(stripe.kindOf(stream));
});
