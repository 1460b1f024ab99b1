import { dayMs } from './stories.ts';
import type { Customer, Ticket } from './types.ts';

type HeroTicket = {
  subject: string;
  priority: Ticket['priority'];
  status: Ticket['status'];
  escalated?: boolean;
  createdDays: number;
  replyMin: number | null;
  solveMin?: number;
  rating?: 'good' | 'bad';
};

/** The i-th ticket of a hero, requested by one of its people. */
export function heroTicket(c: Customer, i: number, s: HeroTicket, nowMs: number): Ticket {
  const createdAt = nowMs - s.createdDays * dayMs;
  const solvedAt = s.solveMin === undefined ? null : createdAt + s.solveMin * 60_000;
  const requester = c.people[i % c.people.length];
  if (!requester) throw new Error('a customer needs people before tickets');
  return {
    id: String(30_000 + c.index * 16 + i),
    subject: s.subject,
    priority: s.priority,
    status: s.status,
    tags: s.escalated ? ['escalated', 'reporting'] : ['account'],
    createdAt,
    updatedAt: solvedAt ?? nowMs - 3 * 3_600_000,
    solvedAt,
    firstReplyMin: s.replyMin,
    resolutionMin: s.solveMin ?? null,
    rating: s.rating ?? null,
    requester,
    copied: [],
  };
}
