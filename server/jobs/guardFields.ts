import { hasGood, judge, withFieldOf } from '../connectors/fieldDrift.ts';
import { reliedOnFields } from '../connectors/reliedOn.ts';
import type { Source } from '../domain/model.ts';
import type { PulledPage, RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { type FieldState, readBodies, readFields, saveFields } from '../store/sourceDrift.ts';

/** How exactly it is known when a field was seen last. */
const rememberedMs = 3_600_000;

/**
 * Watches the fields that a stream is relied on for. One that was there and is gone from all rows of a page, or that has another type,
 * is recorded as drift, and rows keep the last good value that is stored of them. A field that was never there is not missed.
 */
export async function watchFields(store: Store, tenantId: string, source: Source, stream: string) {
  const fields = Object.entries(reliedOnFields(source, stream));
  const known = await readFields(store, tenantId, source, stream);
  let healed = false;

  const note = async (states: readonly FieldState[]) => {
    for (const state of states) known.set(state.field, state);
    await saveFields(store, tenantId, source, stream, states);
  };

  return {
    /** Whether a field has come back since: what was changed meanwhile was stored with old values, and has to be read again. */
    get healed() {
      return healed;
    },

    /** The page with good values, and what it shows about the fields stored. */
    async guard(page: PulledPage, at: number): Promise<PulledPage> {
      const live = page.records.filter((r) => !r.deleted);
      if (live.length === 0) return page;
      const bodies = live.map((r) => r.body);
      const changed: FieldState[] = [];
      const doubtful: typeof fields = [];
      for (const [field, type] of fields) {
        const before = known.get(field);
        const what = judge(bodies, field, type);
        if (what === 'unseen' || (before === undefined && what === 'missing')) continue;
        if (what === 'good' && before !== undefined && before.what !== 'good') healed = true;
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

    /** Records that a full pass saw nothing although rows are stored, or that it saw some again. */
    async noteEmpty(isEmpty: boolean, at: number): Promise<void> {
      const before = known.get('*');
      if (isEmpty === (before?.what === 'empty')) return;
      await note([{ field: '*', what: isEmpty ? 'empty' : 'good', since: at, last_good_at: isEmpty ? null : at }]);
    },
  };

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
