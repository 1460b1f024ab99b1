import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../tests/support/hostileValues.ts';
import { readWanted, searchTerms } from './searchTerms.ts';

const named = (kind: string, terms: ReturnType<typeof searchTerms>) =>
  terms.filter((t) => t.kind === kind).map((t) => t.term);

/** Halves of pairs and NUL included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 600 })
  .map((units) => String.fromCharCode(...units));

describe('searchTerms', () => {
  it.each([
    ['Northwind Analytics Inc.', 'northwind analytics inc', ['northwind', 'analytics', 'inc']],
    ['  Ærø–Fjord   A/S ', 'aero fjord a s', ['aero', 'fjord', 'a', 's']],
    ['Müller & Söhne Straßenbau', 'muller and sohne strassenbau', ['muller', 'and', 'sohne', 'strassenbau']],
    ['Société Générale S.A.', 'societe generale sa', ['societe', 'generale', 'sa']],
    ['شركة نور للطاقة', 'شركة نور للطاقة', ['شركة', 'نور', 'للطاقة']],
    ['ＡＣＭＥ １２', 'acme 12', ['acme', '12']],
    ['Echo echo ECHO', 'echo echo echo', ['echo']],
  ])('of the name %s', (name, whole, words) => {
    const terms = searchTerms(name, []);
    expect(named('name', terms)).toEqual([whole]);
    expect(named('word', terms)).toEqual(words);
    expect(new Set(terms.map((t) => t.length))).toEqual(new Set([whole.length]));
  });

  it('of domains, as they are written and in ASCII, each once', () => {
    expect(named('domain', searchTerms('x', ['Acme.com', 'acme.com', 'müller.de', 'xn--mller-kva.de']))).toEqual([
      'acme.com',
      'müller.de',
      'xn--mller-kva.de',
    ]);
  });

  it('are none of a name without letters', () => {
    expect(searchTerms(' – ', [])).toEqual([]);
  });

  it('are bounded and well-formed, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.constantFrom(...hostileTexts)),
        fc.array(fc.domain(), { maxLength: 3 }),
        (name, domains) => {
          const terms = searchTerms(name, domains);
          expect(terms.length).toBeLessThanOrEqual(1 + 20 + 2 * domains.length);
          for (const { kind, term } of terms) {
            expect(term.isWellFormed()).toBe(true);
            expect(term).not.toContain('\0');
            expect(Array.from(term).length).toBeLessThanOrEqual(kind === 'domain' ? 253 : 120);
          }
          const keys = terms.map((t) => `${t.kind} ${t.term}`);
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});

describe('readWanted', () => {
  it('reads a name and its words, the longest first', () => {
    expect(readWanted(' Nörth  ANALYTICS ')).toEqual({
      name: 'north analytics',
      words: ['analytics', 'north'],
      domains: [],
      domainStart: null,
    });
  });

  it.each([
    ['acme.com', ['acme.com']],
    ['WWW.Acme.COM.', ['acme.com']],
    ['https://www.acme.com:8443/a/b?c=d#e', ['acme.com']],
    ['http://ida@shop.acme.co.uk', ['shop.acme.co.uk', 'acme.co.uk']],
    ['https://acme.com/@ida/post', ['acme.com']],
    ['ida.byron@mail.acme.com', ['mail.acme.com', 'acme.com']],
    ['Ida Byron <ida@acme.com>', ['acme.com']],
    ['mailto:ida@acme.com', ['acme.com']],
    ['see https://acme.com/x, please', ['acme.com']],
    ['müller.de', ['müller.de', 'xn--mller-kva.de']],
  ])('reads the domain of %s', (text, domains) => {
    expect(readWanted(text)).toMatchObject({ domains, domainStart: domains[0] });
  });

  it('takes a pasted address for its domain only, and a domain for a name too', () => {
    for (const text of ['ida@acme.com', 'https://acme.com/ida'])
      expect(readWanted(text)).toMatchObject({ name: '', words: [] });
    expect(readWanted('booking.com')).toMatchObject({ name: 'booking com', words: ['booking', 'com'] });
  });

  it('has nobody at a mailbox that anyone can open', () => {
    // No customer has it for a domain, so looking for the whole of it finds nothing.
    expect(readWanted('kim@gmail.com').domains).toEqual(['gmail.com']);
    expect(searchTerms('Gmail', []).some((t) => t.kind === 'domain')).toBe(false);
  });

  it.each(['a', ' É ', '.', '---', '<>', '@', '://', ''])('looks for nothing with %s', (text) => {
    const { name, words, domains, domainStart } = readWanted(text);
    expect([name, words, domains, domainStart]).toEqual(['', [], [], null]);
  });

  it('is total, and holds nothing that a database refuses', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...hostileTexts), fc.emailAddress()), (text) => {
        const { name, words, domains, domainStart } = readWanted(text);
        for (const term of [name, ...words, ...domains, domainStart ?? '']) {
          expect(term).not.toContain('\0');
          expect(term.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('wants every word of a name that is asked for in full', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        fc.pre(!/[@]|:\/\//.test(name));
        const terms = new Set(named('word', searchTerms(name, [])));
        const wanted = readWanted(name);
        for (const word of wanted.words) expect(terms).toContain(word);
        if (wanted.name !== '') expect(named('name', searchTerms(name, []))).toEqual([wanted.name]);
      }),
    );
  });
});
