/** Finds the words for a key in the person's language, with `$1`… replaced. */
export type Translate = (key: string, substitutions?: readonly (string | number)[]) => string;
