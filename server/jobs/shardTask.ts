import type { ConnectorConfig } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import type { PublishBasis } from './buildBatch.ts';
import { linkRecords } from './linkRecords.ts';
import { normaliser } from './normaliser.ts';
import { publishShard } from './publishShard.ts';
import type { Shard } from './shard.ts';

/** Of a source, what the reading of its records needs: no secret goes to another thread. */
export type SourceName = Pick<ConnectorConfig, 'source' | 'instance'>;

/** A work that is done in parts, as data. */
export type ShardTask = { tenantId: string; sources: readonly SourceName[]; nowMs: number } & (
  | { kind: 'link'; rank: 'person' | 'rest' }
  | { kind: 'publish'; basis: PublishBasis }
);

/** Does one part of a work. Returns how much was linked, or how many documents changed. */
export function runShard(store: Store, task: ShardTask, shard: Shard, onDone: (done: number) => void): Promise<number> {
  const { tenantId, nowMs } = task;
  const toFact = normaliser(task.sources);
  return task.kind === 'link'
    ? linkRecords({ store, tenantId, toFact, nowMs, rank: task.rank, shard, onDone })
    : publishShard({ ...task.basis, store, tenantId, toFact, nowMs }, shard, onDone);
}
