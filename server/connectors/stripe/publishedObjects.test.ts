import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stripe } from './stripe.ts';

/** Stripe's own example of each object that is pulled. */
const own = 'tests/fixtures/stripeObjects.json';
/** All of Stripe's examples, where somebody has put them beside the project. */
const whole = '../shared/data/stripe/fixtures3.json';

it.each([own, whole].filter((file) => file === own || existsSync(file)))('reads the objects of %s', (file) => {
  const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources: Record<string, { id?: unknown }> };
  const read = Object.entries(resources).flatMap(([kind, body]) => {
    const record = { source: 'stripe', kind, id: String(body.id), modifiedAt: 1, deleted: false, body } as const;
    // Kinds that are not pulled are nothing; none may throw.
    return stripe.normalise(record, { instance: 'stripe' }) === null ? [] : [kind];
  });
  for (const stream of stripe.streams) expect(read).toContain(stripe.kindOf(stream));
});
