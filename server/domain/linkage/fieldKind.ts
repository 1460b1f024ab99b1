/** What a column holds. */
export type KindId =
  | 'givenName'
  | 'familyName'
  | 'fullName'
  | 'company'
  | 'date'
  | 'email'
  | 'phone'
  | 'website'
  | 'postcode'
  | 'id'
  | 'number'
  | 'category'
  | 'text';

/**
 * How values of a kind are read, compared and blocked. Values are folded strings; equal strings are level 0. `levels` names what
 * agreement there is, best first; the last one means that the values differ.
 */
export type FieldKind = {
  id: KindId;
  levels: readonly string[];
  /** The value as it is compared; null when there is none, which counts neither for nor against a match. */
  read(text: string): string | null;
  /** The level of two different values, at least 1. Symmetric. */
  compare(a: string, b: string): number;
  /** Coarse keys; two values with slips between them usually share one. They are used together with those of another field. */
  keys(value: string): string[];
  /** What finds its neighbours without any other field: fields with many different values. */
  alone: 'value' | 'words' | 'slips' | 'none';
};
