import type { Hint } from '../lib/contract/detection.ts';
import type { CrmSystem, RecordRef } from '../lib/contract/record.ts';
import { type Adapter, nothing, type Pack, type Reading } from './defineAdapter.ts';
import { hubspot } from './hubspot/hubspot.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { zendesk } from './zendesk/zendesk.ts';

/** Every adapter. A new CRM is a folder here and a name in this list. */
const bySystem: Readonly<Record<CrmSystem, Adapter>> = { salesforce, hubspot, zendesk };
export const adapters: readonly Adapter[] = Object.values(bySystem);

const maxUrlLength = 8192;

/**
 * What a page's address says.
 *
 * - `system`: the CRM whose page it is, also when it shows no record; null anywhere else.
 * - `record`: the record it names, null when it names none, `keep` for a helper window of the record before it.
 * - `rule`: the route that fits, such as `lightning.record`; `pack`: the day of the adapter's pack.
 * - `parent`: the record around this one, another than `record`; it may be another customer's.
 * - `isSignIn`: a page to sign in or out, or to change a password.
 */
export type PageDetection = Reading & { system: CrmSystem | null; pack: string | null };

/**
 * Reads a page's address. Pure and total: any text gives an answer, none throws. Only https, the default port and plain hosts count:
 * anything else could be dressed up as a CRM.
 */
export function detectPage(href: string): PageDetection {
  const url = href.length > maxUrlLength ? null : URL.parse(href);
  const isPlain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  const adapter = isPlain ? adapters.find((a) => a.isHost(url.hostname)) : undefined;
  if (!url || !adapter) return { system: null, pack: null, ...nothing };
  return { system: adapter.system, pack: adapter.day, ...adapter.read(url) };
}

/** The record that a page's address names; see `detectPage`. */
export function parseRecordUrl(href: string): PageDetection['record'] {
  return detectPage(href).record;
}

/** What is known about a CRM's pages: when it was checked, where we run, and how the dock behaves there. */
export function packOf(system: CrmSystem): Pack {
  return bySystem[system];
}

/** Where the page of a record may say more about it. Selectors find only what belongs to that record, or to the page's active root. */
export function hintsFor({ system, object, id }: RecordRef): Hint[] {
  return bySystem[system].hints
    .filter(({ of }) => of?.includes(object) ?? true)
    .map((hint) => ({ id: hint.id, kind: hint.kind, selector: hint.selector.replaceAll('{id}', id) }));
}
