import type { Connector } from '../../domain/ports.ts';
import { normaliseFile } from './normaliseFile.ts';

/** Rows of imported files. They come by `alongside import`, so there is nothing to pull. */
export const file: Connector = {
  source: 'file',
  streams: [],
  async *pull() {},
  kindOf: (stream) => stream,
  feed: { retentionMs: null, tellsDeletes: true },
  normalise: normaliseFile,
};
