import { hasGood, judge, withFieldOf } from '../connectors/fieldDrift.ts';
import { reliedOnFields } from '../connectors/reliedOn.ts';
import type { Source } from '../domain/model.ts';
import type { PulledPage, RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { type FieldState, readBodies, readFields, saveFields } from '../store/sourceDrift.ts';
import { wantFull } from '../store/sweep.ts';

/** How exactly it is known when a field was seen last. */
const rememberedMs = 3_600_000;
const dayMs = 86_400_000;

/** What reads the rows: a full pass from its beginning, the first of a stream or a later one, or anything else. */
export type Reading = 'first' | 'full' | 'changes';

/**
 * Watches the fields that a stream is relied on for. One that was there and is gone from all rows of a page, or that has another type,
 * is recorded as drift, and rows keep the last good value that is stored of them. A field that was never there is not missed. When it
 * comes, for the first time or back, the stream is read in full again, because rows are stored with old values or without.
 */
export async function watchFields(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
  reading: Reading = 'changes',
) {
  const fields = Object.entries(reliedOnFields(source, stream));
  const known = await readFields(store, tenantId, source, stream);
  const bad = new Set<string>();
  let healed = false;

  /** At once, or after a full pass that has seen both: a source that goes on like this is not read in full with every pull. */
  const heal = async (field: string, at: number) => {
    if (reading === 'changes') healed = true;
    else if (!bad.has(field)) return;
    const from = { first: at + 1, full: at + dayMs, changes: at }[reading];
    await wantFull(store, tenantId, source, stream, from);
  };

  const note = async (states: readonly FieldState[]) => {
    for (const state of states) known.set(state.field, state);
    await saveFields(store, tenantId, source, stream, states);
  };

  return {
    /** Whether a field has come back, and a full pass is due at once. */
    get healed() {
      return healed;
    },

    /** The page with good values, and what it shows about the fields stored. */
    async guard(page: PulledPage, at: number): Promise<PulledPage> {
      if (page.unreadable) await noteStream('unreadable', at);
      const live = page.records.filter((r) => !r.deleted);
      if (live.length === 0) return page;
      const bodies = live.map((r) => r.body);
      const changed: FieldState[] = [];
      const doubtful: typeof fields = [];
      for (const [field, type] of fields) {
        const before = known.get(field);
        const what = judge(bodies, field, type);
        if (what === 'unseen') continue;
        const wasBad = bad.has(field) || (before !== undefined && before.what !== 'good');
        // Of a list's items nobody knows whether there were any before.
        const isFirst = before === undefined && reading === 'changes' && !field.includes('[]');
        if (what === 'good' && (wasBad || isFirst)) await heal(field, at);
        if (what === 'good') bad.delete(field);
        else bad.add(field);
        if (before === undefined && what === 'missing') continue;
        if (bodies.some((body) => !hasGood(body, field, type))) doubtful.push([field, type]);
        const isNews = before?.what !== what || (what === 'good' && at - (before.last_good_at ?? 0) > rememberedMs);
        if (!isNews) continue;
        changed.push({
          field,
          what,
          since: before?.what === what ? before.since : at,
          last_good_at: what === 'good' ? at : (before?.last_good_at ?? null),
        });
      }
      await note(changed);
      return doubtful.length === 0 ? page : { ...page, records: await keepGood(page.records, doubtful) };
    },

    noteStream,
  };

  /**
   * Records how the stream is as a whole: with rows that cannot be read, empty in a full pass although rows are stored, hidden from us, or
   * absent as it always was. `lastAt` is when it was read last.
   */
  async function noteStream(
    what: 'good' | 'empty' | 'unreadable' | 'hidden' | 'absent',
    at: number,
    lastAt: number | null = null,
  ): Promise<void> {
    const before = known.get('*');
    if (what === (before?.what ?? 'good')) return;
    const lastGoodAt = before === undefined || before.what === 'good' ? lastAt : before.last_good_at;
    await note([{ field: '*', what, since: at, last_good_at: what === 'good' ? at : lastGoodAt }]);
  }

  async function keepGood(records: readonly RawRecord[], doubtful: typeof fields): Promise<RawRecord[]> {
    const isDoubtful = (r: RawRecord) => !r.deleted && doubtful.some(([field, type]) => !hasGood(r.body, field, type));
    const asked = records.filter(isDoubtful);
    const stored = await readBodies(
      store,
      tenantId,
      source,
      asked[0]?.kind ?? '',
      asked.map((r) => r.id),
    );
    return records.map((record) => {
      const earlier = isDoubtful(record) ? stored.get(record.id) : undefined;
      if (earlier === undefined) return record;
      const body = doubtful.reduce(
        (kept, [field, type]) =>
          !hasGood(record.body, field, type) && hasGood(earlier, field, type)
            ? withFieldOf(kept, earlier, field)
            : kept,
        record.body,
      );
      return { ...record, body };
    });
  }
}
