import type { Decision } from '../domain/identity/decisions.ts';
import type { PackedCustomers } from '../domain/identity/packedCustomers.ts';
import type { PackedTexts } from '../domain/linkage/packedTexts.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { absorbCompanies } from './absorbCompanies.ts';
import type { PublishBasis } from './buildBatch.ts';
import { type DecidedParts, decideParts, type Part } from './decideParts.ts';
import type { Counts } from './identityScope.ts';
import { linkRecords } from './linkRecords.ts';
import { normaliser } from './normaliser.ts';
import { publishShard } from './publishShard.ts';
import type { Shard } from './shard.ts';
import { readCustomers } from './surveyIdentity.ts';

/** Of a source, what the reading of its records needs: no secret goes to another thread. */
export type SourceName = Pick<ConnectorConfig, 'source' | 'instance'>;

/** Records that are read to be identified: our own addresses say nothing of whose they are. */
type Identified = { sources: readonly SourceName[]; ownDomains: readonly string[] };

/** The works that are done in parts: what each is given, as data that is copied or shared, and what comes of a part of it. */
type Works = {
  absorb: { order: Identified & { isIndexed: boolean }; result: number };
  survey: {
    order: { decisions: readonly Decision[]; records: PackedTexts; parts: readonly Int32Array[] };
    result: PackedCustomers;
  };
  decide: {
    order: {
      decisions: readonly Decision[];
      records: PackedTexts;
      counts: Counts | null;
      parts: readonly Part[];
      nowMs: number;
    };
    result: DecidedParts;
  };
  link: { order: Identified & { rank: 'person' | 'rest'; nowMs: number }; result: number };
  publish: { order: { sources: readonly SourceName[]; basis: PublishBasis; nowMs: number }; result: number };
};
export type Work = keyof Works;
export type ShardTask<K extends Work = Work> = { [W in K]: { kind: W; tenantId: string } & Works[W]['order'] }[K];
export type ShardResult<K extends Work = Work> = Works[K]['result'];

type OnDone = (done: number) => void;

const works: {
  [W in Work]: (store: Store, task: ShardTask<W>, shard: Shard, onDone: OnDone) => Promise<ShardResult<W>>;
} = {
  absorb: (store, { sources, ownDomains, ...task }, shard, onDone) =>
    absorbCompanies({ ...task, store, toFact: normaliser(sources, ownDomains), shard, onDone }),
  survey: (store, { tenantId, decisions, records, parts }, _, onDone) =>
    readCustomers(store, tenantId, decisions, records, parts, onDone),
  decide: (store, { parts, ...task }, _, onDone) => decideParts({ ...task, store }, parts, onDone),
  link: (store, { sources, ownDomains, ...task }, shard, onDone) =>
    linkRecords({ ...task, store, toFact: normaliser(sources, ownDomains), shard, onDone }),
  publish: (store, { sources, basis, ...task }, shard, onDone) =>
    publishShard({ ...basis, ...task, store, toFact: normaliser(sources) }, shard, onDone),
};

/** Does one part of a work. `onDone` gets how much was done since the last time. */
export function runShard<K extends Work>(
  store: Store,
  task: ShardTask<K>,
  shard: Shard,
  onDone: OnDone,
): Promise<ShardResult<K>> {
  const kind: K = task.kind;
  return works[kind](store, task, shard, onDone);
}
