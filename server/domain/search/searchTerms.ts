import { registrableDomain } from '../identity/domains.ts';
import { foldName } from '../identity/foldName.ts';

/**
 * What a customer is found by. `name`: the whole folded name; `word`: each of its words; `domain`: a registrable domain, as the source
 * writes it and in ASCII. `length` is the length of the name, because of two that fit equally the shorter is meant more often.
 */
export type SearchTerm = { kind: 'name' | 'word' | 'domain'; term: string; length: number };

/** What a person looks for. */
export type Wanted = {
  /** The beginning of a name, folded; empty: not a name. */
  name: string;
  /** Beginnings of words that all must be there; the longest first, because the fewest names have it. */
  words: string[];
  /** Any of these domains, whole. */
  domains: string[];
  /** The beginning of a domain. */
  domainStart: string | null;
};

/** One letter fits half of all customers; it is the start of typing, not a question. */
const leastLetters = 2;
/** Longer ones are cut on both sides, so that they still fit. */
const maxLetters = { name: 120, word: 40 };
const maxWords = 20;

/** The terms of a customer. */
export function searchTerms(name: string, domains: readonly string[]): SearchTerm[] {
  const folded = foldName(name);
  const length = folded.length;
  const hosts = domains.flatMap((domain) => spellings(domain.toLowerCase()));
  return [
    ...(folded === '' ? [] : [{ kind: 'name' as const, term: cut(folded, maxLetters.name), length }]),
    ...wordsOf(folded).map((term) => ({ kind: 'word' as const, term, length })),
    ...[...new Set(hosts)].map((term) => ({ kind: 'domain' as const, term, length })),
  ];
}

/** Reads what a person typed or pasted: a name, some words of it, a domain, the address of a page or of a person. */
export function readWanted(text: string): Wanted {
  const pasted = text.split(/\s+/).find((word) => word.includes('@') || word.includes('://'));
  const host = hostOf(pasted ?? text);
  const isDomain = host !== null && host.length >= leastLetters;
  const folded = pasted === undefined ? foldName(text) : '';
  const name = Array.from(folded).length < leastLetters ? '' : cut(folded, maxLetters.name);
  const whole = isDomain && host.includes('.') ? [host, registrableDomain(host) ?? host] : [];
  return {
    name,
    words: name === '' ? [] : wordsOf(folded).sort((a, b) => b.length - a.length),
    domains: [...new Set(whole.flatMap(spellings))],
    domainStart: isDomain ? host : null,
  };
}

function wordsOf(folded: string): string[] {
  const words = folded.split(' ').filter((word) => word !== '');
  return [...new Set(words.map((word) => cut(word, maxLetters.word)))].slice(0, maxWords);
}

/** The host of `https://user@www.acme.com:8080/x`, `ida@acme.com`, `mailto:…` or `acme.com`, without `www.`; null for anything else. */
function hostOf(text: string): string | null {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[\s<("']+|[\s>)"',;]+$/g, '')
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/|mailto:)/, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/:\d*$/, '')
    .replace(/^www\./, '')
    .replace(/\.$/, '');
  return host.length <= 253 && /^[\p{L}\p{N}][\p{L}\p{N}\p{M}.-]*$/u.test(host) ? host : null;
}

/** A domain as it is written and in ASCII (punycode), which is what some sources keep. */
function spellings(domain: string): string[] {
  return [...new Set([domain, URL.parse(`http://${domain}`)?.hostname ?? domain])];
}

/** The first letters; by code points, so that none is cut in two. */
function cut(text: string, letters: number): string {
  return text.length <= letters ? text : Array.from(text).slice(0, letters).join('').trimEnd();
}
