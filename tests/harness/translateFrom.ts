import type { Translate } from '../../components/translate.ts';

export type Catalogue = Record<string, { message: string }>;

/** Speaks from a locale file as the browser does: `$1`… replaced, a missing key shown as itself and reported. */
export function translateFrom(catalogue: Catalogue, missing: (key: string) => void): Translate {
  return (key, substitutions = []) => {
    const entry = catalogue[key];
    if (!entry) missing(key);
    return (entry?.message ?? key).replace(/\$(\d)/g, (_, n) => String(substitutions[Number(n) - 1] ?? ''));
  };
}
