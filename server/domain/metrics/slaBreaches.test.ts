import { describe, expect, it } from 'vitest';
import { accountFacts, breach, daysAgo, nowMs, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { slaBreaches } from './slaBreaches.ts';

describe('slaBreaches', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(slaBreaches, accountFacts(some), nowMs);
  const [a, b] = [ticket(), ticket()];

  it('counts what was due in 90 days and not kept, and the tickets once', () => {
    const breaches = [
      breach(a),
      breach(a),
      breach(b),
      breach(b, { dueAt: daysAgo(100) }),
      breach(b, { dueAt: daysAgo(-1) }),
    ];
    expect(of({ tickets: [a, b], breaches })).toMatchObject({ value: 3, n: 2, previous: 1, windowDays: 90 });
  });

  it('does not count what was kept in time, or is about a ticket of somebody else', () => {
    const kept = breach(a, { metAt: daysAgo(1) });
    const late = breach(a, { metAt: daysAgo(0.9) });
    expect(of({ tickets: [a], breaches: [kept, late, breach(b)] })).toMatchObject({ value: 1, n: 1 });
    const sameId = ticket({ key: { source: 'salesforce', kind: 'Case', id: b.key.id } });
    expect(of({ tickets: [sameId], breaches: [breach(b)] })).toMatchObject({ value: 0, n: 0 });
  });

  it('is missing where nothing was ever promised', () => {
    expect(of({ tickets: [a] })).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
