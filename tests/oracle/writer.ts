import type { Random } from '../../server/sandbox/world/random.ts';
import { DAY, type Row } from './facts.ts';

/** A place to put the objects of one account. */
export type Writer = {
  random: Random;
  now: number;
  n: number;
  sfdc: string;
  /** Where its people have their addresses. */
  domain: string;
  rows: readonly Row[];
  put(source: Row['source'], kind: string, id: string, body: object): void;
};

export const maybe = <T>(random: Random, p: number, value: T): T | null => (random.chance(p) ? value : null);
/** With two decimals, without, with three, and one that is whole in life and has two in Stripe's API. */
export const currencies = ['USD', 'USD', 'USD', 'EUR', 'JPY', 'KWD', 'UGX'] as const;
/** 0 to `count` - 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
export const iso = (ms: number): string => new Date(ms).toISOString();
export const seconds = (ms: number): number => Math.floor(ms / 1000);

/** An instant up to `days` days ago, often on or beside the edge of a window. */
export function instant({ random, now }: Writer, days: number): number {
  if (!random.chance(0.15)) return now - random.int(0, days * 24) * 3_600_000;
  const edge = random.pick([0, 30, 60, 90, 180, 365, 730].filter((d) => d <= days));
  return now - edge * DAY + random.pick([-1000, 0, 1000]);
}
