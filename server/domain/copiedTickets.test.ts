import { describe, expect, it } from 'vitest';
import { daysAgo, ticket } from '../../tests/support/facts.ts';
import { withoutCopies } from './copiedTickets.ts';
import type { Source } from './model.ts';

const minutes = 60_000;
const of = (source: Source, id: string, subject: string, createdAt = daysAgo(1)) =>
  ticket({ key: { source, kind: 'ticket', id }, subject, createdAt });
const ids = (list: ReturnType<typeof withoutCopies>) => list.map((t) => t.key.id);

describe('withoutCopies', () => {
  it('keeps the one of the desk of a ticket that was copied, in whatever order they come', () => {
    const tickets = [
      of('salesforce', 'case', 'exports  FAIL', daysAgo(1) + 15 * minutes),
      of('zendesk', 'desk', 'Exports fail'),
      of('hubspot', 'hub', 'Exports fail', daysAgo(1) - 2 * minutes),
    ];
    expect(ids(withoutCopies(tickets))).toEqual(['desk']);
    expect(ids(withoutCopies([...tickets].reverse()))).toEqual(['desk']);
  });

  it('keeps what was asked at another time, about something else, or twice in the same system', () => {
    const tickets = [
      of('zendesk', '1', 'Exports fail'),
      of('salesforce', '2', 'Exports fail', daysAgo(1) + 16 * minutes),
      of('salesforce', '3', 'Exports are slow'),
      of('zendesk', '4', 'Exports fail'),
    ];
    expect(ids(withoutCopies(tickets))).toEqual(['1', '2', '3', '4']);
  });
});
