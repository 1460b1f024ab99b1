import { readWanted, searchTerms } from '../../server/domain/search/searchTerms.ts';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import { nameHeads, nameTails } from '../../server/sandbox/world/words.ts';
import type { DocumentRow } from '../../server/store/documents.ts';
import type { Store } from '../../server/store/openStore.ts';
import { searchAccounts } from '../../server/store/search.ts';
import { putDocuments } from '../support/publishing.ts';
import { type Figure, percentile } from './statistics.ts';

const accounts = 100_000;
const perBatch = 200;
const looks = 5;
export const rounds = accounts / (perBatch * 100) + looks;
const tenantId = 'search';
const limit = 10;
const forms = ['Inc.', 'GmbH', 'Ltd', 'AB', 'S.A.', 'LLC'];
const syllables = [
  'nor',
  'hal',
  'pel',
  'tan',
  'cas',
  'lar',
  'bri',
  'ver',
  'mon',
  'sol',
  'ker',
  'dun',
  'fal',
  'gra',
  'ist',
];

/**
 * Milliseconds of one search among 100,000 customers, as somebody types: the first letters of a name, a second word, a domain, an
 * address; and the words that most names have. The store is a tenant of its own. Of five times of a query the least counts.
 */
export async function measureSearch(store: Store, onRound: () => void): Promise<Figure[]> {
  const random = createRandom(1);
  const names: string[] = [];
  for (let i = 0; i < accounts; i += perBatch) {
    const batch = Array.from({ length: perBatch }, () => inventName(random));
    names.push(...batch);
    await putDocuments(
      store,
      tenantId,
      batch.map((name, j) => row(i + j, name)),
      1,
    );
    if (i % (perBatch * 100) === 0) onRound();
  }
  const common = [...forms, ...nameTails, ...nameHeads];
  const groups = {
    'typed by a person': Array.from({ length: 40 }, () => typed(random, random.pick(names))).flat(),
    'common words': [...common, ...common.map((word, i) => `${word} ${common[(i + 7) % common.length]}`)],
  };
  const least = new Map<string, number>();
  for (let look = 0; look < looks; look++) {
    for (const text of Object.values(groups).flat()) {
      const startedAt = performance.now();
      await searchAccounts(store, tenantId, 'full', readWanted(text), limit);
      least.set(text, Math.min(least.get(text) ?? Number.POSITIVE_INFINITY, performance.now() - startedAt));
    }
    onRound();
  }
  const group = `search among ${accounts.toLocaleString('en')} customers`;
  return Object.entries(groups).flatMap(([name, texts]) => {
    const times = texts.map((text) => least.get(text) ?? Number.NaN);
    return [
      { group, name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
      { group, name: `${name}, p99`, value: percentile(times, 0.99), unit: 'ms', limit: 100 },
    ];
  });
}

function inventName(random: Random): string {
  const word = () => {
    const text = Array.from({ length: random.int(2, 4) }, () => random.pick(syllables)).join('');
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  };
  const head = random.chance(0.5) ? random.pick(nameHeads) : word();
  return `${head} ${word()} ${random.pick(nameTails)} ${random.pick(forms)}`;
}

/** What is asked on the way to a name, and what is pasted instead. */
function typed(random: Random, name: string): string[] {
  const [first = '', second = ''] = name.toLowerCase().split(' ');
  return [
    name.slice(0, 2),
    name.slice(0, random.int(3, 5)),
    second.slice(0, random.int(3, 6)),
    `${first} ${second.slice(0, 3)}`,
    `${second} ${first.slice(0, 2)}`,
    `somebody@${domainOf(name, random.int(0, accounts - 1))}`,
  ];
}

const domainOf = (name: string, n: number) => `${name.split(' ')[0]?.toLowerCase()}${n}.example`;

function row(n: number, name: string): DocumentRow {
  const domain = domainOf(name, n);
  return {
    accountId: `acc_${n}`,
    mask: 'full',
    version: 1,
    etag: String(n),
    body: '{}',
    summary: {
      name,
      domain,
      band: 'watch',
      score: null,
      renewsAt: null,
      arr: [],
      openTickets: null,
      overdueInvoices: null,
      disputes: null,
      url: null,
    },
    terms: searchTerms(name, [domain]),
  };
}
