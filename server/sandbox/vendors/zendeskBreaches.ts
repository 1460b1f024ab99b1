import type { Ticket, World } from '../world/types.ts';

/** Minutes to the first reply that the desk promises, by priority. */
const targets = { urgent: 60, high: 240, normal: 480, low: 1440 } as const;
const minuteMs = 60_000;

export type MetricEvent = {
  id: number;
  ticket_id: number;
  metric: string;
  instance_id: number;
  type: string;
  time: string;
};

/** The metric events of all tickets, oldest first: when the clock of the first reply started, when it ran out, when it was met. */
export function metricEvents(world: World): MetricEvent[] {
  return world.customers
    .flatMap((c) => c.tickets.flatMap((t) => eventsOf(t, world.nowMs)))
    .sort((a, b) => (a.time === b.time ? a.id - b.id : a.time < b.time ? -1 : 1));
}

function eventsOf(t: Ticket, nowMs: number): MetricEvent[] {
  const event = (n: number, type: string, atMs: number): MetricEvent => ({
    id: Number(t.id) * 10 + n,
    ticket_id: Number(t.id),
    metric: 'reply_time',
    instance_id: 1,
    type,
    time: new Date(Math.floor(atMs / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
  });
  const dueAt = t.createdAt + targets[t.priority] * minuteMs;
  const repliedAt = t.firstReplyMin === null ? null : t.createdAt + t.firstReplyMin * minuteMs;
  return [
    event(0, 'activate', t.createdAt),
    ...(dueAt <= (repliedAt ?? nowMs) ? [event(1, 'breach', dueAt)] : []),
    ...(repliedAt === null ? [] : [event(2, 'fulfill', repliedAt)]),
  ];
}
