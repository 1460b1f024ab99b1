import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, subscription, ticket, usd } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { renewalAtRisk } from './renewalAtRisk.ts';

describe('renewalAtRisk', () => {
  const yearly = (days: number, some: Partial<ReturnType<typeof subscription>> = {}) =>
    subscription({ plans: [{ name: 'Growth', quantity: 1, interval: 'year' }], renewsAt: daysAgo(-days), ...some });
  const propose = (
    subscriptions: ReturnType<typeof subscription>[],
    { band = calm.band, tickets = [] as ReturnType<typeof ticket>[] } = {},
  ) => renewalAtRisk.propose({ facts: accountFacts({ subscriptions, tickets }), health: { ...calm, band }, nowMs });

  it('fires for a yearly renewal of an account that is not well', () => {
    const own = yearly(45);
    const proposal = propose([own], { band: 'watch' });
    expect(proposal).toMatchObject({ dueAtMs: own.renewsAt, critical: false, value: usd(1200_00) });
    expect(proposal?.subject).toBe(`${own.key.id}:5 Jan 2027`);
    expect(proposal?.why).toMatchObject([{ recordId: own.key.id }]);
  });

  it('fires for a healthy account with an urgent ticket, and shows the ticket', () => {
    const urgent = ticket({ priority: 'urgent' });
    expect(propose([yearly(20)], { tickets: [urgent] })).toMatchObject({
      critical: true,
      why: [{ system: 'stripe' }, { recordId: urgent.key.id }],
    });
  });

  it('fires for any subscription that is set to end, monthly ones too', () => {
    const ending = subscription({ renewsAt: daysAgo(-10), cancelsAt: daysAgo(-10) });
    expect(propose([ending])?.title).toBe('The subscription ends 1 Dec 2026: ask what would change that');
  });

  it('takes the end of the term, not that of an add-on that is paid by the month', () => {
    const addOn = subscription({ renewsAt: daysAgo(-9) });
    expect(propose([addOn, yearly(200)], { band: 'critical' })).toBeNull();
    const own = yearly(45);
    const found = propose([addOn, own], { band: 'critical' });
    expect(found).toMatchObject({ dueAtMs: own.renewsAt, why: [{ recordId: own.key.id }] });
  });

  it('looks at the day of the end, not at the next payment', () => {
    expect(propose([subscription({ renewsAt: daysAgo(-9), cancelsAt: daysAgo(-200) })])).toBeNull();
    const early = yearly(200, { cancelsAt: daysAgo(-20) });
    expect(propose([early])).toMatchObject({ dueAtMs: early.cancelsAt, critical: true });
  });

  it('states no value over two currencies', () => {
    const euro = yearly(30, { arr: { amountMinor: 1200, currency: 'EUR' } });
    expect(propose([yearly(30), euro], { band: 'atRisk' })?.value).toBeNull();
  });

  it('is silent when all is well, when it is far away or over, for monthly plans, and without data', () => {
    expect(propose([yearly(45)])).toBeNull();
    expect(propose([yearly(45)], { band: 'unknown' })).toBeNull();
    expect(propose([yearly(61)], { band: 'critical' })).toBeNull();
    expect(propose([yearly(-1)], { band: 'critical' })).toBeNull();
    expect(propose([subscription()], { band: 'critical' })).toBeNull();
    expect(propose([yearly(20, { status: 'canceled' })], { band: 'critical' })).toBeNull();
    expect(propose([yearly(20, { renewsAt: null })], { band: 'critical' })).toBeNull();
    expect(propose([])).toBeNull();
  });
});
