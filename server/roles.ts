import { type Role, roles } from '../lib/contract/api.ts';
import type { Mask } from './store/schema.ts';

/** The field mask a role reads: viewers see neither money nor e-mail addresses. */
export function maskOf(role: Role): Mask {
  return role === 'viewer' ? 'restricted' : 'full';
}

/** True when `role` is at least `needed` in the order of the contract. */
export function hasRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
