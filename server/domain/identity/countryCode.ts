import { foldName } from './foldName.ts';

/** Names people write that are not the English or German ones of the standard. */
const others: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s a': 'US',
  america: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  korea: 'KR',
  'south korea': 'KR',
  'republic of korea': 'KR',
  russia: 'RU',
  'russian federation': 'RU',
  turkey: 'TR',
  uae: 'AE',
};

let codes: ReadonlyMap<string, string> | null = null;

/** ISO 3166 codes by folded name, in the languages that systems are usually kept in; made from the runtime's own tables once. */
function codesByName(): ReadonlyMap<string, string> {
  if (codes) return codes;
  const found = new Map<string, string>();
  const all = Array.from({ length: 26 * 26 }, (_, i) => String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)));
  // A code that is no longer used has the name of the one that replaced it: East Germany's is called Germany.
  const current = all.filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`);
  for (const language of ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv']) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of current) {
      const name = names.of(code);
      const folded = name === undefined ? '' : foldName(name);
      if (folded !== '' && !found.has(folded)) found.set(folded, code);
    }
  }
  for (const [name, code] of Object.entries(others)) found.set(name, code);
  codes = found;
  return found;
}

/** The two letters of a country, however a system writes it; null when there is none or it is not known. */
export function countryCode(text: string | null): string | null {
  const written = text?.trim() ?? '';
  if (/^[A-Za-z]{2}$/.test(written)) return written.toUpperCase() === 'UK' ? 'GB' : written.toUpperCase();
  return codesByName().get(foldName(written)) ?? null;
}
