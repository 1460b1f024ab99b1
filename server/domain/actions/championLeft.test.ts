import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, person } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { championLeft } from './championLeft.ts';

describe('championLeft', () => {
  const propose = (...people: ReturnType<typeof person>[]) =>
    championLeft.propose({ facts: accountFacts({ people }), health: calm, nowMs });
  const left = (days: number, name = 'Ida') => person({ role: 'champion', name, leftAt: daysAgo(days) });

  it('names the one who left last, and who to start with', () => {
    const last = left(9, 'Ida');
    const proposal = propose(left(30, 'Old'), last, person({ role: 'decisionMaker', name: 'Dee', title: 'CFO' }));
    expect(proposal).toMatchObject({ subject: last.key.id, dueAtMs: daysAgo(-5), expiresAtMs: daysAgo(-51) });
    expect(proposal?.title).toBe('Your champion Ida left on 12 Nov 2026: find the next one');
    expect(proposal?.steps[0]).toBe('Start with Dee, CFO.');
    expect(proposal?.why).toMatchObject([{ recordId: last.key.id }]);
  });

  it('does not send anybody to a person who does not want to be contacted, or who left', () => {
    const proposal = propose(
      left(9),
      person({ role: 'decisionMaker', doNotContact: true }),
      person({ role: 'decisionMaker', leftAt: daysAgo(1) }),
    );
    expect(proposal?.steps[0]).toBe('Ask your other contacts who takes over.');
  });

  it('is silent while a champion is there, after 60 days, and when nobody is known as champion', () => {
    expect(propose(left(9), person({ role: 'champion' }))).toBeNull();
    expect(propose(left(60))).toBeNull();
    expect(propose(person({ leftAt: daysAgo(3) }))).toBeNull();
    expect(propose()).toBeNull();
  });
});
