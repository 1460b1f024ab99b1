import { liveSubscriptions, openInvoices } from './billing.ts';
import type { AccountFacts, InvoiceFact } from './model.ts';

/** What happens next with a failed charge, the worst first. */
export const retryStates = ['hardDecline', 'noCard', 'retrying', 'noRetry'] as const;
export type RetryState = (typeof retryStates)[number];

/** Open invoices that are charged by themselves and whose charge has failed. */
export function failedInvoices(facts: AccountFacts): InvoiceFact[] {
  return openInvoices(facts).filter((i) => i.automatic === true && i.attemptCount > 0);
}

/** What happens next with them; null without one. */
export function nextCharge(facts: AccountFacts, nowMs: number): RetryState | null {
  const failed = failedInvoices(facts);
  if (failed.length === 0) return null;
  const last = facts.payments.reduce<AccountFacts['payments'][number] | null>(
    (newest, p) =>
      newest === null ||
      p.createdAt > newest.createdAt ||
      (p.createdAt === newest.createdAt && p.key.id < newest.key.id)
        ? p
        : newest,
    null,
  );
  if (last && !last.succeeded && last.final === true) return 'hardDecline';
  if (hasNoCard(facts)) return 'noCard';
  return failed.some((i) => (i.nextAttemptAt ?? 0) > nowMs) ? 'retrying' : 'noRetry';
}

/** Whether it is known that there is nothing to charge: neither on a live subscription nor on a customer. */
function hasNoCard(facts: AccountFacts): boolean {
  const told = [...liveSubscriptions(facts), ...facts.companies].flatMap(({ hasCard }) => hasCard ?? []);
  return told.length > 0 && !told.includes(true);
}
