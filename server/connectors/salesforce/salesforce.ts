import type { Connector, PulledPage } from '../../domain/ports.ts';
import { bearer, requestJson } from '../http.ts';
import { integer } from '../read.ts';
import { readContacts } from './contacts.ts';
import { apiVersion, dispensable, type Kind, kinds, selectFields } from './fields.ts';
import { normaliseSalesforce } from './normaliseSalesforce.ts';
import { withCurrency } from './organization.ts';
import { readRows } from './rows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Salesforce over REST and SOQL. Pages by keyset on (SystemModstamp, Id), so that any page can be the start after a kill, and the
 * next pass goes on from the last stamp. SystemModstamp, because LastModifiedDate misses changes made by the system. `queryAll` also
 * brings what was deleted or merged, as long as it is in the recycle bin: 15 days.
 */
export const salesforce: Connector = {
  source: 'salesforce',
  streams: kinds,
  dispensable,
  kindOf: (stream) => stream,
  feed: { retentionMs: 14 * dayMs, tellsDeletes: true },
  // An assignment that was deleted is not in the recycle bin; it can be queried for twelve hours. And neither a territory that is renamed
  // nor a model that is activated touches its assignments, so they are read in full every week.
  feedOf: { ObjectTerritory2Association: { retentionMs: 11 * hourMs, tellsDeletes: false } },

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const kind = stream as Kind;
    const selected = await selectFields(config, kind, deps);
    const pull = { config, deps };
    if (kind === 'Contact') return yield* readContacts(pull, selected, cursor);
    yield* withCurrency(pull, kind, selected, cursor, (from) => readRows(pull, kind, selected, from));
  },

  async count(config, stream, deps) {
    const soql = `SELECT COUNT() FROM ${stream}`;
    const path = `services/data/${apiVersion}/query`;
    return integer(await requestJson(config, bearer, { path, query: { q: soql } }, deps), 'totalSize');
  },

  normalise: normaliseSalesforce,
};
