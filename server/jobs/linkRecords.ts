import { setImmediate } from 'node:timers/promises';
import { keyText } from '../domain/identity/companyKey.ts';
import { linkRecord } from '../domain/identity/linkRecord.ts';
import { KnownLinks } from '../store/knownLinks.ts';
import { type LinkRow, saveLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import type { Normaliser } from './normaliser.ts';
import { queuedFacts } from './queuedFacts.ts';
import type { Shard } from './shard.ts';

/**
 * Links the records of a rank that wait, those of one part, a page at a time. People go before the rest, because a ticket without
 * organisation is found through its requester. A record that is gone loses its link. Returns how many were linked; `onDone` gets the
 * number of each page.
 */
export async function linkRecords(options: {
  store: Store;
  tenantId: string;
  toFact: Normaliser;
  nowMs: number;
  rank: 'person' | 'rest';
  shard: Shard;
  onDone: (records: number) => void;
}): Promise<number> {
  const { store, tenantId, toFact, nowMs, rank, shard, onDone } = options;
  const knownLinks = new KnownLinks(store, tenantId);
  let linked = 0;
  for await (const { page, facts } of queuedFacts({ store, tenantId, rank, toFact, shard })) {
    const known = await knownLinks.read([...facts.values()]);
    const links: LinkRow[] = [];
    for (const { source, kind, id } of page) {
      const fact = facts.get(keyText({ source, kind, id }));
      if (fact && fact.type !== 'company') links.push({ source, kind, id, ...linkRecord(fact, known) });
    }
    const gone = page.filter((key) => !facts.has(keyText(key)));
    await saveLinks(store, tenantId, { rank, links, gone, linked: page }, nowMs);
    linked += page.length;
    onDone(page.length);
    await setImmediate();
  }
  return linked;
}
