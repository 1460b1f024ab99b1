import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, usd } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { overdueInvoice } from './overdueInvoice.ts';

describe('overdueInvoice', () => {
  const propose = (...invoices: ReturnType<typeof invoice>[]) =>
    overdueInvoice.propose({ facts: accountFacts({ invoices }), health: calm, nowMs });

  it('names the oldest overdue invoice and shows up to three as evidence', () => {
    const list = [10, 40, 20, 5].map((d) => invoice({ dueAt: daysAgo(d), amountDue: usd(d * 100), number: `N${d}` }));
    const proposal = propose(...list);
    expect(proposal?.subject).toBe(list[1]?.key.id);
    expect(proposal?.title).toBe('Invoice N40 has been overdue since 12 Oct 2026, $40');
    expect(proposal?.why.map((w) => w.recordId)).toEqual([list[1], list[2], list[0]].map((i) => i?.key.id));
    expect(proposal?.value).toEqual(usd(4000));
    expect(proposal?.critical).toBe(false);
  });

  it('is critical after 60 days', () => {
    expect(propose(invoice({ dueAt: daysAgo(61) }))?.critical).toBe(true);
  });

  it('is silent about invoices that are paid, not due, void, without a due date or settled by credit', () => {
    expect(propose()).toBeNull();
    expect(
      propose(
        invoice({ status: 'paid', amountDue: usd(0) }),
        invoice({ dueAt: daysAgo(-1) }),
        invoice({ status: 'void' }),
        invoice({ status: 'draft' }),
        invoice({ dueAt: null }),
        invoice({ amountDue: usd(0) }),
      ),
    ).toBeNull();
  });
});
