import type { Source, SourceKey } from './model.ts';

/**
 * The records, each once, in the order given. A sync copies a record into another system, never into its own, so what is alike (`sameness`)
 * within one source are several things: of a group of alike records those of the source that has most of them stay, of sources with as
 * many those of the first in the list.
 */
export function withoutCopies<T extends { key: SourceKey }>(
  records: readonly T[],
  sameness: (record: T) => string,
): T[] {
  const groups = new Map<string, Map<Source, T[]>>();
  for (const record of records) {
    const same = sameness(record);
    const bySource = groups.get(same) ?? new Map<Source, T[]>();
    const alike = bySource.get(record.key.source) ?? [];
    alike.push(record);
    groups.set(same, bySource.set(record.key.source, alike));
  }
  const kept = new Set<T>();
  for (const bySource of groups.values()) {
    const [most = []] = [...bySource.values()].sort((a, b) => b.length - a.length);
    for (const record of most) kept.add(record);
  }
  return records.filter((record) => kept.has(record));
}
