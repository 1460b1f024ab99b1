import { expressionBuilder, type RawBuilder, sql } from 'kysely';
import type { Source, SourceKey } from '../domain/model.ts';

/** Records of one source and one kind. */
export type Alike<K extends SourceKey> = { source: Source; kind: string; keys: K[] };

/** Keys of the same source and kind together, which is what one statement can ask for. */
export function byKind<K extends SourceKey>(keys: readonly K[]): Alike<K>[] {
  return [...Map.groupBy(keys, (k) => `${k.source}/${k.kind}`).values()].map((group) => {
    const { source, kind } = group[0] as K;
    return { source, kind, keys: group };
  });
}

/** The condition that a row is one of these records, for any table with `tenant_id`, `source`, `kind` and `id`. At most 1000. */
export function isAmong(tenantId: string, { source, kind, keys }: Alike<SourceKey>): RawBuilder<boolean> {
  const isOne = expressionBuilder<{ any: { id: string } }, 'any'>()(
    'id',
    'in',
    keys.map((k) => k.id),
  );
  return sql<boolean>`tenant_id = ${tenantId} and source = ${source} and kind = ${kind} and ${isOne}`;
}

/** The condition that a row comes after this record, in key order. */
export function isAfter({ source, kind, id }: SourceKey): RawBuilder<boolean> {
  return sql<boolean>`(source, kind, id) > (${source}, ${kind}, ${id})`;
}
