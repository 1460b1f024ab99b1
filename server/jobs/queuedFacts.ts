import { keyText } from '../domain/identity/companyKey.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import { type Rank, readQueue } from '../store/linkQueue.ts';
import type { Store } from '../store/openStore.ts';
import type { MarkedRecord } from '../store/recordMarks.ts';
import { readRecords } from '../store/records.ts';
import type { Normaliser } from './normaliser.ts';
import { isInShard, type Shard } from './shard.ts';

/** Each connection reads pages anew after another one has written, so that small pages cost more than their share. */
const pageRecords = 1000;

/** The queued records of a rank with what they say now, those of one part, a page at a time; a record that is gone has no fact. */
export async function* queuedFacts(options: {
  store: Store;
  tenantId: string;
  rank: Rank;
  toFact: Normaliser;
  shard: Shard;
}): AsyncIterable<{ page: MarkedRecord[]; facts: Map<string, Fact> }> {
  const { store, tenantId, rank, toFact, shard } = options;
  const limit = pageRecords * shard.count;
  let after: SourceKey | undefined;
  for (;;) {
    const queued = await readQueue(store, tenantId, rank, after, limit);
    const own = queued.filter((key) => isInShard(keyText(key), shard));
    // Parts are about equal, not equal.
    for (let from = 0; from < own.length; from += pageRecords) {
      const page = own.slice(from, from + pageRecords);
      const facts = new Map<string, Fact>();
      for (const record of await readRecords(store, tenantId, page)) {
        const fact = toFact(record);
        if (fact) facts.set(keyText(record), fact);
      }
      yield { page, facts };
    }
    if (queued.length < limit) return;
    after = queued.at(-1);
  }
}
