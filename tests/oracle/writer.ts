import type { RawRecord } from '../../server/domain/ports.ts';
import type { Random } from '../../server/sandbox/world/random.ts';
import { DAY } from './measures.ts';

/** A place to put records of one account. */
export type Writer = {
  random: Random;
  now: number;
  n: number;
  sfdc: string;
  records: readonly RawRecord[];
  put(source: RawRecord['source'], kind: string, id: string, body: object): void;
};

export const maybe = <T>(random: Random, p: number, value: T): T | null => (random.chance(p) ? value : null);
export const currencies = ['USD', 'USD', 'USD', 'EUR', 'JPY'] as const;

/** An instant up to `days` days ago, often on or beside the edge of a window. */
export function instant({ random, now }: Writer, days: number): number {
  if (!random.chance(0.15)) return now - random.int(0, days * 24) * 3_600_000;
  const edge = random.pick([0, 30, 60, 90, 180, 365, 730].filter((d) => d <= days));
  return now - edge * DAY + random.pick([-1000, 0, 1000]);
}
