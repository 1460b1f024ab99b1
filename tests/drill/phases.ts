import type { Table } from './tables.ts';

/** The first and the last writing statement of a part of a run, counted from 1. */
export type Range = { from: number; to: number };
export type Phases = Record<'all' | 'pull' | 'resolve' | 'publish', Range>;

/** A phase begins with the first statement about one of its own tables. Deciding whose the events are belongs to resolving. */
const own: Record<'resolve' | 'publish', readonly Table[]> = {
  resolve: ['company_identity', 'account', 'match_edge', 'account_redirect', 'record_link', 'account_parent'],
  publish: ['publish_state', 'context_document', 'search_term', 'health_history'],
};

/** The parts of an undisturbed run, from what `child/preload.ts` told at its end. Throws when there is nothing to kill in one of them. */
export function phasesOf(stderr: string): Phases {
  const runs = /drill: \d+ writes (\S*)/.exec(stderr)?.[1]?.split(',') ?? [];
  const writes = runs.flatMap((run) => {
    const [name = '', times] = run.split('*');
    return Array.from({ length: Number(times) }, () => name);
  });
  // Before it takes the lease, the database is opened and migrated, which is about every table.
  const pull = writes.indexOf('lease') + 1;
  const first = (tables: readonly string[]) => writes.findIndex((name, i) => i >= pull && tables.includes(name)) + 1;
  const [resolve, publish] = [first(own.resolve), first(own.publish)];
  if (pull < 1 || resolve <= pull || publish <= resolve)
    throw new Error(`The run has no parts to kill it in: ${writes.length} writes, ${pull}, ${resolve}, ${publish}.`);
  return {
    all: { from: 1, to: writes.length },
    pull: { from: pull, to: resolve - 1 },
    resolve: { from: resolve, to: publish - 1 },
    publish: { from: publish, to: writes.length },
  };
}
