import type { CrmSystem, RecordRef } from '../lib/contract/record.ts';

/** What one CRM's adapter knows. All of it is pure: no browser, no network, no clock. */
export type Adapter = {
  system: CrmSystem;
  /** Match patterns of the pages we run on, for the manifest: named hosts, https only. */
  matches: readonly string[];
  /** Whether a host (lower case, without port) is one of this CRM's. Narrower than `matches` where patterns cannot say it. */
  isHost(host: string): boolean;
  /**
   * The record a page shows, or null. Total: any URL gives an answer, none throws. `keep` means: a helper window of the
   * same record (a call window), so whatever was recognised before stays.
   */
  parseUrl(url: URL): RecordRef | null | 'keep';
};

/** Declares an adapter. Identity on purpose: it gives the type, and the registry lists the declarations. */
export function defineAdapter(adapter: Adapter): Adapter {
  return adapter;
}

/** Splits a path into its decoded segments. A segment that cannot be decoded stays as it is, and then matches nothing. */
export function segments(pathname: string): string[] {
  return pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}
