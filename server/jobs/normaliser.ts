import { connectors } from '../connectors/registry.ts';
import { withoutOwn } from '../domain/identity/ownAddresses.ts';
import type { Fact, Source } from '../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';

/**
 * Raw to fact with the instance of the source's configuration; deleted records and records of sources no longer configured are nothing.
 * With `ownDomains` facts come as identity sees them: see `withoutOwn`.
 */
export type Normaliser = (record: RawRecord) => Fact | null;

export function normaliser(
  sources: readonly Pick<ConnectorConfig, 'source' | 'instance'>[],
  ownDomains: readonly string[] = [],
): Normaliser {
  const own = new Set(ownDomains);
  const byName = new Map<Source, Pick<ConnectorConfig, 'instance'>>(sources.map((s) => [s.source, s]));
  // Files are not configured: what was imported is there.
  byName.set('file', { instance: 'file' });
  return (record) => {
    const config = byName.get(record.source);
    const fact = config && !record.deleted ? connectors[record.source].normalise(record, config) : null;
    return fact && withoutOwn(fact, own);
  };
}
