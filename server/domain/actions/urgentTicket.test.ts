import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, ticket } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { urgentTicket } from './urgentTicket.ts';

describe('urgentTicket', () => {
  const propose = (...tickets: ReturnType<typeof ticket>[]) =>
    urgentTicket.propose({ facts: accountFacts({ tickets }), health: calm, nowMs });

  it('puts escalated tickets first, then the oldest', () => {
    const old = ticket({ priority: 'urgent', createdAt: daysAgo(20) });
    const escalated = ticket({ escalated: true, createdAt: daysAgo(1) });
    const proposal = propose(old, escalated);
    expect(proposal?.subject).toBe(escalated.key.id);
    expect(proposal?.why.map((w) => w.recordId)).toEqual([escalated.key.id, old.key.id]);
    expect(proposal?.critical).toBe(false);
    expect(proposal?.why[0]?.text).toContain('not answered yet');
  });

  it('is critical when an escalation is older than two days', () => {
    expect(propose(ticket({ escalated: true, createdAt: daysAgo(3) }))?.critical).toBe(true);
    expect(propose(ticket({ priority: 'urgent', createdAt: daysAgo(3) }))?.critical).toBe(false);
  });

  it('keeps a long subject within the title, whole letters only', () => {
    const title = propose(ticket({ escalated: true, subject: '🧯'.repeat(200) }))?.title ?? '';
    expect(Array.from(title).length).toBeLessThanOrEqual(80);
    expect(title.isWellFormed()).toBe(true);
  });

  it('is silent about solved, closed and ordinary tickets', () => {
    expect(propose()).toBeNull();
    expect(
      propose(
        ticket({ priority: 'high' }),
        ticket({ priority: 'urgent', status: 'solved' }),
        ticket({ escalated: true, status: 'closed' }),
      ),
    ).toBeNull();
  });
});
