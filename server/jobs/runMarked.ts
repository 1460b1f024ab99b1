import { connectors } from '../connectors/registry.ts';
import { sourceCredentials } from '../oauth/credentials.ts';
import { type PipelineOptions, type PipelineResult, rebuild } from './pipeline.ts';
import { refetchMarked } from './refetchMarked.ts';

/**
 * Fetches what webhooks have named and nothing else, resolves and publishes. A source that does not answer is left to the next pull of
 * everything, which tells of it: what is marked stays marked.
 */
export async function runMarked(given: PipelineOptions): Promise<PipelineResult> {
  const deps = { credentials: sourceCredentials(given.store, given.tenantId), ...given.deps };
  const options = { ...given, deps };
  const sources = await Promise.all(
    options.sources.map(async (config) => {
      const { source } = config;
      try {
        const rows = await refetchMarked({ ...options, config, connector: connectors[source] });
        return { source, rows, error: null };
      } catch (error) {
        deps.signal?.throwIfAborted();
        return { source, rows: 0, error: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return { sources, ...(await rebuild({ ...options, nowMs: deps.now() })) };
}
