import type { RecordRef } from '../lib/contract/record.ts';
import type { Adapter } from './defineAdapter.ts';
import { hubspot } from './hubspot/hubspot.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { zendesk } from './zendesk/zendesk.ts';

/** Every adapter. A new CRM is a folder here and a line in this list. */
export const adapters: readonly Adapter[] = [salesforce, hubspot, zendesk];

const maxUrlLength = 8192;

/**
 * The record that a page's URL names, null when it names none, `keep` for a helper window of the record before it.
 * Only https, the default port and plain hosts count: anything else could be dressed up as a CRM.
 */
export function parseRecordUrl(href: string): RecordRef | null | 'keep' {
  const url = href.length > maxUrlLength ? null : URL.parse(href);
  if (
    url === null ||
    url.protocol !== 'https:' ||
    url.port !== '' ||
    url.username !== '' ||
    url.password !== '' ||
    url.hostname.endsWith('.')
  )
    return null;
  return adapters.find((a) => a.isHost(url.hostname))?.parseUrl(url) ?? null;
}
