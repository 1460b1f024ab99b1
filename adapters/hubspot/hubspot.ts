import type { RecordRef } from '../../lib/contract/record.ts';
import { defineAdapter, segments } from '../defineAdapter.ts';

/** Standard object types by id; custom ones (`2-…`) keep their id as the name. */
const objectOfType: ReadonlyMap<string, string> = new Map([
  ['0-1', 'contact'],
  ['0-2', 'company'],
  ['0-3', 'deal'],
  ['0-5', 'ticket'],
  ['0-136', 'lead'],
]);
const named = new Set(['contact', 'company', 'deal', 'ticket', 'lead']);
const digits = /^\d{1,20}$/;

/** HubSpot: record pages of every hosting location, legacy routes, the help desk and the inbox. */
export const hubspot = defineAdapter({
  system: 'hubspot',
  matches: [
    'https://app.hubspot.com/*',
    'https://app-eu1.hubspot.com/*',
    'https://app-na2.hubspot.com/*',
    'https://app-na3.hubspot.com/*',
    'https://app-ap1.hubspot.com/*',
  ],
  isHost: (host) => /^app(?:-[a-z0-9]+)?\.hubspot\.com$/.test(host),
  parseUrl(url) {
    const path = segments(url.pathname);
    const [app = '', portal = '', kind = '', a = '', b = ''] = path;
    // Windows that the rep opens from a record: the record they were opened from stays.
    if (/^calling(?:-|$)/.test(app)) return 'keep';
    if (!digits.test(portal)) return null;
    const record = (object: string, id: string): RecordRef | null =>
      digits.test(id) ? { system: 'hubspot', instance: portal, object, id } : null;
    if (app === 'contacts' && kind === 'record') {
      const object = objectOfType.get(a) ?? (named.has(a) || /^2-\d{1,20}$/.test(a) ? a : null);
      return object === null ? null : record(object, b);
    }
    if ((app === 'contacts' && named.has(kind)) || (app === 'sales' && (kind === 'contact' || kind === 'deal')))
      return record(kind, a);
    if (app === 'help-desk' && kind === 'view' && b === 'ticket') return record('ticket', path[5] ?? '');
    if (app === 'live-messages' && kind === 'inbox') return record('thread', a);
    return null;
  },
});
