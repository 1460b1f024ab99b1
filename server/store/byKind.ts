import type { Source, SourceKey } from '../domain/model.ts';

/** Keys of the same source and kind together, which is what one statement can ask for. */
export function byKind<K extends SourceKey>(keys: readonly K[]): { source: Source; kind: string; keys: K[] }[] {
  return [...Map.groupBy(keys, (k) => `${k.source}/${k.kind}`).values()].map((group) => {
    const { source, kind } = group[0] as K;
    return { source, kind, keys: group };
  });
}
