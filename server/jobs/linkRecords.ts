import { setImmediate } from 'node:timers/promises';
import { keyText } from '../domain/identity/companyKey.ts';
import { linkRecord } from '../domain/identity/linkRecord.ts';
import { readKnown } from '../store/knownLinks.ts';
import { type LinkRow, saveLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { queuedFacts } from './absorbCompanies.ts';
import type { Normaliser } from './normaliser.ts';

/**
 * Links the records that wait, a page at a time: people first, because a ticket without organisation is found through its requester. A
 * record that is gone loses its link. `onPage` gets the number of records of each page.
 */
export async function linkRecords(
  store: Store,
  tenantId: string,
  toFact: Normaliser,
  nowMs: number,
  onPage: (records: number) => void,
): Promise<void> {
  for (const rank of ['person', 'rest'] as const) {
    for await (const { page, facts } of queuedFacts(store, tenantId, rank, toFact)) {
      const known = await readKnown(store, tenantId, [...facts.values()]);
      const links: LinkRow[] = [];
      for (const { source, kind, id } of page) {
        const fact = facts.get(keyText({ source, kind, id }));
        if (fact && fact.type !== 'company') links.push({ source, kind, id, ...linkRecord(fact, known) });
      }
      const gone = page.filter((key) => !facts.has(keyText(key)));
      await saveLinks(store, tenantId, { rank, links, gone, linked: page }, nowMs);
      onPage(page.length);
      await setImmediate();
    }
  }
}
