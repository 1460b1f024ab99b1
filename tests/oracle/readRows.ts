import { type Facts, noFacts, type Row } from './facts.ts';
import { readHubspot } from './readHubspot.ts';
import { readSalesforce } from './readSalesforce.ts';
import { readStripe } from './readStripe.ts';
import { readZendesk } from './readZendesk.ts';

/** What the vendors' objects of one account say, by the oracle's own reading. */
export function readRows(rows: readonly Row[], now: number): Facts {
  const facts = noFacts();
  for (const row of rows) {
    if (row.source === 'salesforce') readSalesforce(row, facts, now);
    if (row.source === 'hubspot') readHubspot(row, facts);
    if (row.source === 'zendesk') readZendesk(row, facts);
    if (row.source === 'stripe') readStripe(row, facts);
  }
  facts.tickets = withoutCopies(facts.tickets);
  return facts;
}

const desks = ['zendesk', 'hubspot', 'salesforce'];

/** A ticket that a sync copied (the same subject within 15 minutes in another system) is the one of the desk. */
function withoutCopies(tickets: Facts['tickets']): Facts['tickets'] {
  return tickets.filter((one) => {
    const better = tickets.filter((other) => desks.indexOf(other.key.source) < desks.indexOf(one.key.source));
    return !better.some(
      (other) => other.subject === one.subject && Math.abs(other.createdAt - one.createdAt) <= 900_000,
    );
  });
}
