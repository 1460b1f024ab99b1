import type { Facts, Key, Row } from './facts.ts';
import { figure, moment, rows, word } from './wire.ts';

/** Zendesk's objects, read as developer.zendesk.com describes tickets, ticket metrics (calendar minutes) and metric events. */
export function readZendesk({ source, kind, id, body }: Row, facts: Facts): void {
  const key: Key = { source, kind, id };
  const tags = rows(body, 'tags').map(String);
  const status = word(body, 'status') ?? '';
  // One that was merged goes on in another ticket; one that was deleted is in the export, too.
  if (kind === 'ticket' && status !== 'deleted' && !tags.includes('closed_by_merge')) {
    const isOpen = status !== 'solved' && status !== 'closed';
    const type = word(body, 'type') ?? '';
    const score = word(body, 'satisfaction_rating', 'score');
    const minutes = (name: string) => figure(body, 'metric_set', name, 'calendar');
    facts.tickets.push({
      key,
      isOpen,
      isUrgent: word(body, 'priority') === 'urgent',
      isEscalated: tags.some((tag) => tag.startsWith('escalat')),
      about: { problem: 'problem' as const, incident: 'problem' as const, question: 'question' as const }[type] ?? null,
      subject: word(body, 'subject') ?? '',
      createdAt: moment(body, 'created_at') as number,
      // One that was opened again is not solved, whatever is left of its last solve.
      solvedAt: isOpen ? null : moment(body, 'metric_set', 'solved_at'),
      firstReplyMinutes: minutes('reply_time_in_minutes'),
      resolutionMinutes: isOpen ? null : minutes('full_resolution_time_in_minutes'),
      rating: score === 'good' || score === 'bad' ? score : null,
    });
  }
  const dueAt = moment(body, 'time');
  if (kind === 'ticket_metric_event' && word(body, 'type') === 'breach' && dueAt !== null)
    facts.breaches.push({ key, ticketId: String(figure(body, 'ticket_id')), dueAt, isKept: false });
}
