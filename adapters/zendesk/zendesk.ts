import { defineAdapter } from '../defineAdapter.ts';
import { readPath } from '../readPath.ts';
import { pack } from './pack.ts';

/** Zendesk: the agent workspace, also behind its old hash router. Drafts and lists are no record. */
export const zendesk = defineAdapter('zendesk', pack, {
  textOf({ pathname, hash }) {
    const path = readPath(pathname);
    // The old router kept the route after the hash.
    return path === 'agent' && hash.startsWith('#/')
      ? `${path}/${readPath(hash.slice(1).split('?', 1)[0] ?? '')}`
      : path;
  },
  recordOf: ({ route: { object }, id }, { hostname: instance }) =>
    object && id ? { system: 'zendesk', instance, object, id } : null,
});
