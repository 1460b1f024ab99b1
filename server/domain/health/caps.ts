import { liveSubscriptions, overdueInvoices } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';

/** Facts that forbid a good score, whatever the rest says. Visible and named; each adds its own bar to the waterfall. */
export function applicableCaps(facts: AccountFacts, nowMs: number): { id: string; ceiling: number }[] {
  const caps: { id: string; ceiling: number }[] = [];
  const urgentSince = nowMs - 2 * dayMs;
  const open = facts.tickets.filter((t) => t.status !== 'solved' && t.status !== 'closed');
  if (open.some((t) => (t.priority === 'urgent' || t.escalated) && t.createdAt < urgentSince))
    caps.push({ id: 'urgentTicketOpen', ceiling: 69 });
  if (overdueInvoices(facts, nowMs).some((i) => i.dueAt !== null && nowMs - i.dueAt > 60 * dayMs))
    caps.push({ id: 'invoiceOverdue60', ceiling: 59 });
  const live = liveSubscriptions(facts);
  if (live.length > 0 && live.every((s) => s.cancelsAt !== null)) caps.push({ id: 'cancellationNotice', ceiling: 29 });
  return caps;
}
