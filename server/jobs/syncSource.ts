import type { Connector, ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { readCursor, savePage } from '../store/records.ts';
import type { OnProgress } from './progress.ts';

/**
 * Pulls every stream of one source in full. A stream that was interrupted continues at its last saved page; one that had reached its
 * end starts afresh, so that what is called fresh was read now. Rows and cursor are saved together: a kill at any point loses no row.
 * Throws SourceError; what was saved stays. Returns the number of rows read.
 */
export async function syncSource(options: {
  store: Store;
  tenantId: string;
  config: ConnectorConfig;
  connector: Connector;
  deps: ConnectorDeps;
  onProgress: OnProgress;
}): Promise<number> {
  const { store, tenantId, config, connector, deps, onProgress } = options;
  let rows = 0;
  for (const stream of connector.streams) {
    const phase = `${connector.source} ${stream}`;
    const left = await readCursor(store, tenantId, connector.source, stream);
    const total = (await connector.count?.(config, stream, deps)) ?? null;
    let done = 0;
    onProgress({ phase, done, total });
    for await (const page of connector.pull(config, stream, left && !left.done ? left.cursor : null, deps)) {
      await savePage(store, tenantId, connector.source, page, deps.now());
      done += page.records.length;
      onProgress({ phase, done, total });
    }
    rows += done;
    onProgress({ phase, done, total: done });
  }
  return rows;
}
