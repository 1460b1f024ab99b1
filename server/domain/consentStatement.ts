/** What the panel has a mark for. */
export type OptOut = 'email' | 'phone';

/** One statement about a person's consent, in one record of a source; `Key` says which. */
export type Statement<Key> = {
  channel: 'email' | 'phone' | 'mail' | 'social' | 'web' | 'all' | 'other';
  /** The subscription, purpose or brand that it is about; null: the whole channel. */
  topic: string | null;
  state: 'optedIn' | 'optedOut' | 'unknown';
  /** The record that says it. */
  key: Key;
  url: string | null;
  /** How it was given, as the source words it. */
  origin: string | null;
  /** Since when it counts; null where the source has no time for it, as for a flag. */
  at: number | null;
  until: number | null;
};
