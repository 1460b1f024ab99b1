import { detectPage } from '../../adapters/registry.ts';
import { createHostileUrls } from '../support/hostileUrls.ts';
import { type Figure, percentile } from './statistics.ts';

/** The first one compiles. */
export const rounds = 4;
const urls = 100_000;
const seed = 1;

/**
 * Microseconds to read a page's address, each by itself, and beside it what the platform takes to parse the same text and
 * nothing else. Half of the texts are damaged record URLs, half arbitrary ones; all are the same every time. Of the three times of a text
 * the least counts: what other processes take meanwhile is not its cost.
 */
export function measureDetect(onRound: () => void): Figure[] {
  const texts = Array.from({ length: urls }, createHostileUrls(seed));
  const times = { product: texts.map(() => Infinity), bare: texts.map(() => Infinity) };
  const records = new Set<string>();
  const threw = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    for (const [at, text] of texts.entries()) {
      const startedAt = performance.now();
      try {
        if (detectPage(text).record !== null) records.add(text);
      } catch {
        threw.add(text);
      }
      const recognisedAt = performance.now();
      // As `new URL()`, without the exception that it throws for half of these texts: that would cost more than to parse.
      URL.parse(text);
      const parsedAt = performance.now();
      if (round === 0) continue;
      keepLess(times.product, at, recognisedAt - startedAt);
      keepLess(times.bare, at, parsedAt - recognisedAt);
    }
    onRound();
  }
  const group = `record in one of ${urls.toLocaleString('en')} URLs`;
  return [
    { group, name: 'recognised, p50', value: percentile(times.product, 0.5), unit: 'µs' },
    { group, name: 'recognised, p99', value: percentile(times.product, 0.99), unit: 'µs', limit: 50 },
    { group, name: 'recognised, slowest', value: percentile(times.product, 1), unit: 'µs' },
    { group, name: 'bare new URL(), p50', value: percentile(times.bare, 0.5), unit: 'µs' },
    { group, name: 'bare new URL(), p99', value: percentile(times.bare, 0.99), unit: 'µs' },
    { group, name: 'threw', value: threw.size, unit: '', limit: 0 },
    // Each text counted once. That they get as far as to a record.
    { group, name: 'of them with a record', value: records.size, unit: '', limit: urls / 100, atLeast: true },
  ];
}

/** Keeps a time in microseconds where it is less than the one before. */
function keepLess(times: number[], at: number, ms: number): void {
  times[at] = Math.min(times[at] ?? Infinity, ms * 1000);
}
