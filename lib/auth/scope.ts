import type { KeyValues } from '../cache/database.ts';

export type Pairing = KeyValues['pairing'];

/**
 * Everything a cached row or a queued write belongs to: one person of one tenant at one backend. Two of them are equal exactly when all
 * three parts are: ids come from a server and may hold anything, so they are encoded before they are joined.
 */
export function scopeOf({ backend, session }: Pairing): string {
  return [backend, session.tenant.id, session.user.id].map(encodeURIComponent).join(' ');
}
