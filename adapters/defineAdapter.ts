import type { Hint } from '../lib/contract/detection.ts';
import type { KeepClear } from '../lib/contract/dock.ts';
import type { CrmSystem, RecordRef } from '../lib/contract/record.ts';
import { compileForm } from './compileForm.ts';

/**
 * Where a fact is from, and the day on which it was last checked: `LAB` measured, `SRC` read in the vendor's source or documentation,
 * `CODE` seen in public third-party code (the form exists, the vendor promises nothing), `R` recalled and not checked.
 */
export type Seen = `${'LAB' | 'SRC' | 'CODE' | 'R'} ${number}-${number}-${number}`;

/** One form of address, in the language of `compileForm`. */
export type Route = {
  /** Names the route in diagnostics. Several forms may share one. A name that ends in `.signIn` is that of a page to sign in or out. */
  rule: string;
  form: string;
  /** The record's object where the address does not name it. */
  object?: string;
  seen: Seen;
};

/** What is known about one CRM's pages, as data. All of it may become stale; the dates tell what to check first. */
export type Pack = {
  /** The newest day in this pack. */
  day: string;
  /** Match patterns of the pages we run on, for the manifest: named hosts, https only. */
  matches: readonly string[];
  /** Match patterns of rarer hosts, asked for only when a person or a policy needs one. `isHost` still decides page by page. */
  optionalMatches: readonly string[];
  /** What a word in braces stands for in the forms of this pack. */
  tokens: Readonly<Record<string, string>>;
  hosts: readonly { form: string; seen: Seen }[];
  /** In order: the first that fits counts. */
  routes: readonly Route[];
  /** `{id}` is the record's id. `of`: only for these objects. */
  hints: readonly (Hint & { of?: readonly string[]; seen: Seen })[];
  /** How the dock begins on this CRM, and what it never covers. */
  dock: { mode: 'push' | 'overlay'; clear: KeepClear };
};

/** A route that fits an address, and what the address names. */
export type Fit = { route: Route; portal?: string; object?: string; id?: string };

type Found = RecordRef | null | 'keep';

/** What an address says. */
export type Reading = {
  /** The route that fits, also when it names no record. */
  rule: string | null;
  /** `keep`: a helper window of the record before it, such as a call. */
  record: Found;
  /** The record around this one, when the address names it. */
  parent: RecordRef | null;
  isSignIn: boolean;
};

/** What one CRM's adapter knows. All of it is pure: no browser, no network, no clock. */
export type Adapter = Pack & {
  system: CrmSystem;
  /** Whether a host (lower case, without port) is one of this CRM's. Narrower than `matches` where patterns cannot say it. */
  isHost(host: string): boolean;
  /** Reads an address on such a host. Total: any URL gives an answer, none throws. `depth`: in how many addresses this one lies. */
  read(url: URL, depth?: number): Reading;
};

/** What an adapter adds to its pack. */
type Reader = {
  /** What the routes are compared with: the path as of `readPath`, with what else is part of a route. */
  textOf(url: URL): string;
  /** The record that a fitting address names. */
  recordOf(fit: Fit, url: URL, depth: number): Found;
  parentOf?(found: RecordRef, fit: Fit, url: URL): RecordRef | null;
};

/** What an address says that fits no route. */
export const nothing: Reading = { rule: null, record: null, parent: null, isSignIn: false };

/** Makes an adapter of a CRM's pack and its reader. */
export function defineAdapter(system: CrmSystem, pack: Pack, reader: Reader): Adapter {
  const hosts = pack.hosts.map(({ form }) => compileForm(`${form}$`, pack.tokens));
  const routes = pack.routes.map((route) => ({ route, pattern: compileForm(route.form, pack.tokens) }));
  return {
    ...pack,
    system,
    isHost: (host) => hosts.some((pattern) => pattern.test(host)),
    read(url, depth = 0) {
      const text = reader.textOf(url);
      for (const { route, pattern } of routes) {
        const found = pattern.exec(text);
        if (found === null) continue;
        const fit = { route, ...found.groups };
        const record = reader.recordOf(fit, url, depth);
        const parent = record && record !== 'keep' && depth === 0 ? reader.parentOf?.(record, fit, url) : null;
        return { rule: route.rule, record, parent: parent ?? null, isSignIn: route.rule.endsWith('.signIn') };
      }
      return nothing;
    },
  };
}
