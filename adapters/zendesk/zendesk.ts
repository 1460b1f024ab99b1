import type { RecordRef } from '../../lib/contract/record.ts';
import { defineAdapter, segments } from '../defineAdapter.ts';

const digits = /^\d{1,20}$/;
const objectOf: ReadonlyMap<string, string> = new Map([
  ['tickets', 'ticket'],
  ['users', 'user'],
  ['organizations', 'organization'],
]);
/** Hosts under zendesk.com that are not an agent's workspace. */
const notAgents = new Set(['www', 'support', 'developer', 'apps', 'static', 'help', 'training', 'status']);

/** Zendesk: the agent workspace, also behind its old hash router. Drafts and lists are no record. */
export const zendesk = defineAdapter({
  system: 'zendesk',
  // The agent workspace is a document of its own, so the path may limit us: help centres and sign-in pages are left alone.
  matches: ['https://*.zendesk.com/agent/*'],
  isHost: (host) =>
    /^[a-z0-9][a-z0-9-]{0,62}\.zendesk\.com$/.test(host) && !notAgents.has(host.slice(0, host.indexOf('.'))),
  parseUrl(url): RecordRef | null {
    const path = segments(url.pathname);
    if (path[0] !== 'agent') return null;
    const hash =
      url.hash.startsWith('#/') && path.length === 1 ? segments(url.hash.slice(1).split('?', 1)[0] ?? '') : null;
    const [kind = '', id = ''] = hash ?? path.slice(1);
    const object = objectOf.get(kind);
    return object && digits.test(id) ? { system: 'zendesk', instance: url.hostname, object, id } : null;
  },
});
