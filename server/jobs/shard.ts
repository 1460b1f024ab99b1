/** One of `count` parts of a work; `index` from 0. */
export type Shard = { index: number; count: number };
export const whole: Shard = { index: 0, count: 1 };

/** Whether a record or an account belongs to a part: by the FNV-1a hash of its key, so that the parts are about equal. */
export function isInShard(key: string, { index, count }: Shard): boolean {
  if (count === 1) return true;
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % count === index;
}
