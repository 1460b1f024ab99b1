import { batches } from './batches.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import { pagesOf } from './pagesOf.ts';

/** Why two company records are linked; `a` and `b` are `source/kind/id`, `evidence` is JSON. */
export type MatchEdge = {
  a: string;
  b: string;
  rule: string;
  evidence: string;
  score: number | null;
  modelVersion: number;
  actor: string;
};
type StoredEdge = MatchEdge & { at: number };
type EdgeKey = Pick<MatchEdge, 'a' | 'b' | 'rule'>;

/** Makes the stored reasons of these records those of this run: adds new ones with their time, leaves those that are still so, and removes the others. */
export async function saveMatchEdges(
  store: Store,
  tenantId: string,
  edges: readonly MatchEdge[],
  records: readonly string[],
  at: number,
): Promise<void> {
  const wanted = new Map(edges.map((edge) => [edgeKey(edge), edge]));
  const gone: MatchEdge[] = [];
  for await (const page of edgesAmong(store, tenantId, records))
    for (const stored of page) {
      const edge = wanted.get(edgeKey(stored));
      if (!edge) gone.push(stored);
      else if (isSame(edge, stored)) wanted.delete(edgeKey(edge));
    }
  await removeEdges(store, tenantId, gone);
  for (const part of batches([...wanted.values()])) {
    await store.transaction(async (trx) => {
      await insertRows(
        trx,
        part.map(({ modelVersion, ...edge }) => ({ tenant_id: tenantId, ...edge, model_version: modelVersion, at })),
        (values) =>
          trx
            .insertInto('match_edge')
            .values(values)
            .onConflict((oc) =>
              oc.columns(['tenant_id', 'a', 'b', 'rule']).doUpdateSet((eb) => ({
                evidence: eb.ref('excluded.evidence'),
                score: eb.ref('excluded.score'),
                model_version: eb.ref('excluded.model_version'),
                at: eb.ref('excluded.at'),
                actor: eb.ref('excluded.actor'),
              })),
            ),
      );
    });
  }
}

/** Removes the reasons of records that are not there any more. */
export async function removeStrayEdges(
  store: Store,
  tenantId: string,
  isThere: (record: string) => boolean,
): Promise<void> {
  for await (const page of edgePages(store, tenantId))
    await removeEdges(
      store,
      tenantId,
      page.filter(({ a }) => !isThere(a)),
    );
}

async function removeEdges(store: Store, tenantId: string, gone: readonly EdgeKey[]): Promise<void> {
  for (const part of batches(gone, 200)) {
    await store.transaction(async (trx) => {
      await trx
        .deleteFrom('match_edge')
        .where('tenant_id', '=', tenantId)
        .where((eb) => eb.or(part.map(({ a, b, rule }) => eb.and({ a, b, rule }))))
        .execute();
    });
  }
}

/** The stored reasons between records, in both directions. */
export async function readMatchEdges(store: Store, tenantId: string, keys: readonly string[]): Promise<StoredEdge[]> {
  if (keys.length === 0) return [];
  return store.read
    .selectFrom('match_edge')
    .select(['a', 'b', 'rule', 'evidence', 'score', 'model_version as modelVersion', 'at', 'actor'])
    .where('tenant_id', '=', tenantId)
    .where('a', 'in', [...keys])
    .where('b', 'in', [...keys])
    .orderBy('at')
    .orderBy('rule')
    .execute();
}

/** An edge is read with the record that it starts at; it never leads out of what was decided about together. */
async function* edgesAmong(store: Store, tenantId: string, records: readonly string[]): AsyncIterable<MatchEdge[]> {
  for (const part of batches(records))
    yield await store.db
      .selectFrom('match_edge')
      .select(edgeColumns)
      .where('tenant_id', '=', tenantId)
      .where('a', 'in', part)
      .execute();
}

const edgeColumns = ['a', 'b', 'rule', 'evidence', 'score', 'model_version as modelVersion', 'actor'] as const;

function edgePages(store: Store, tenantId: string): AsyncIterable<EdgeKey[]> {
  return pagesOf(1000, (last: EdgeKey | undefined, size) => {
    const query = store.db
      .selectFrom('match_edge')
      .select(['a', 'b', 'rule'])
      .where('tenant_id', '=', tenantId)
      .orderBy('a')
      .orderBy('b')
      .orderBy('rule')
      .limit(size);
    if (!last) return query.execute();
    return query.where((eb) => eb(eb.refTuple('a', 'b', 'rule'), '>', eb.tuple(last.a, last.b, last.rule))).execute();
  });
}

const edgeKey = ({ a, b, rule }: EdgeKey) => `${a}\n${b}\n${rule}`;

/** A score counts as the same when it is the same to six digits: the engines store and return it differently beyond that. */
function isSame(one: MatchEdge, two: MatchEdge): boolean {
  const isScore =
    one.score === null || two.score === null ? one.score === two.score : Math.abs(one.score - two.score) < 1e-6;
  return isScore && one.evidence === two.evidence && one.modelVersion === two.modelVersion && one.actor === two.actor;
}
