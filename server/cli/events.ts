import type { EventsConfig } from '../config.ts';
import type { Attribution } from '../domain/activity/attribute.ts';
import { type EventStatus, statusDays } from '../store/eventStatus.ts';

const reasons: Record<Attribution['by'], string> = {
  recordId: 'by record id',
  externalId: 'by an id in a source',
  domain: 'by its domain',
  userDomains: 'no customer has the domains of its people',
  group: 'by its group',
  several: 'more than one customer fits',
  internal: 'own people',
  unknown: 'neither its id nor its people are known to a source',
};

/** The status of the events as plain text, for a terminal. */
export function eventsText(status: EventStatus, events: EventsConfig | undefined): string {
  const out: string[] = [];
  if (!events) out.push('No sender is configured. Add events.writeKeys to the configuration (docs/import.md).');
  const names = new Set([...(events?.writeKeys.map((k) => k.name) ?? []), ...status.senders.map((s) => s.sender)]);
  for (const name of names) {
    const counts = status.senders.find((s) => s.sender === name)?.counts;
    out.push(
      counts
        ? `${name}: ${counts.accepted} events in ${statusDays} days, ${counts.repeated} repeated, ${counts.tooOld} too old, ${counts.bot} of bots, ${counts.rejected} rejected`
        : `${name}: no events in ${statusDays} days`,
    );
  }
  const { groups, people } = status;
  out.push(
    `Groups: ${groups.matched} belong to a customer, ${groups.unmatched} to none.`,
    `People without a group: ${people.matched} belong to a customer, ${people.unmatched} to none. ${people.internal} of our own are left out.`,
  );
  if (status.unmatchedGroups.length > 0) out.push('Groups of no customer:');
  for (const { id, name, events: count, why } of status.unmatchedGroups) {
    const detail =
      why === null
        ? 'run "alongside sync" to look for its customer'
        : `${reasons[why.by]}${why.value && why.value !== id ? `: ${why.value}` : ''}`;
    out.push(`  ${id}${name ? ` (${name})` : ''}: ${count} events; ${detail}`);
  }
  // What senders send must not be able to steer a terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return out.join('\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}
