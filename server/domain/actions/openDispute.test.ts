import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, dispute, nowMs } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { openDispute } from './openDispute.ts';

describe('openDispute', () => {
  const propose = (...disputes: ReturnType<typeof dispute>[]) =>
    openDispute.propose({ facts: accountFacts({ disputes }), health: calm, nowMs });

  it('names the dispute with the earliest deadline, with its record as evidence', () => {
    const later = dispute({ evidenceDueAt: daysAgo(-9) });
    const sooner = dispute({ evidenceDueAt: daysAgo(-8) });
    const undated = dispute({ evidenceDueAt: null });
    const proposal = propose(undated, later, sooner);
    expect(proposal).toMatchObject({ subject: sooner.key.id, dueAtMs: sooner.evidenceDueAt, critical: false });
    expect(proposal?.title).toBe('A payment of $80 is disputed, evidence due 29 Nov 2026');
    expect(proposal?.why).toMatchObject([{ system: 'stripe', recordId: sooner.key.id }]);
  });

  it('is critical in the last week, and not without a deadline', () => {
    expect(propose(dispute({ evidenceDueAt: daysAgo(-6) }))?.critical).toBe(true);
    const undated = propose(dispute({ evidenceDueAt: null }));
    expect(undated?.critical).toBe(false);
    expect(undated?.title).toBe('A payment of $80 is disputed');
  });

  it('is silent when every dispute is decided, or there is none', () => {
    expect(propose()).toBeNull();
    expect(
      propose(dispute({ status: 'won' }), dispute({ status: 'lost' }), dispute({ status: 'prevented' })),
    ).toBeNull();
  });
});
