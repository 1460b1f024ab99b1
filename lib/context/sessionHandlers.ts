import type { Outbox } from '../actions/outbox.ts';
import { probe } from '../api/apiClient.ts';
import { backendOrigin, type Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import { refused } from './refused.ts';
import type { Settings } from './settings.ts';

export type SessionDeps = {
  pairings: Pairings;
  outbox: Outbox;
  settings: Settings;
  /** Sends what is queued, now or at the next alarm. */
  flushSoon(): void;
  /** All tabs with a connected panel show something else now (paired, signed out). */
  refreshAll(): Promise<void>;
  /** Drops from memory every context, and every write but those of a scope; the database is not touched. */
  forgetOthers(scope: string | null): Promise<void>;
  fetcher: typeof fetch;
  now(): number;
  device: string;
};

type SessionHandlers = Pick<Handlers, 'session.get' | 'session.pair' | 'session.test' | 'session.signOut'>;

const badAddress = {
  ok: false,
  code: 'badRequest',
  message: 'Enter the address of the backend, such as https://alongside.example.com or http://127.0.0.1:4620.',
} as const;

const locked = {
  ok: false,
  code: 'forbidden',
  message: 'Your organisation has set another backend. Pair with that one.',
} as const;

/** What the options page asks: who is paired, with which backend, and to change that. */
export function createSessionHandlers(deps: SessionDeps): SessionHandlers {
  const { pairings, outbox, settings } = deps;
  return {
    async 'session.get'() {
      const current = await pairings.current();
      return {
        backend: current?.pairing.backend ?? null,
        session: current?.pairing.session ?? null,
        revoked: current?.pairing.revoked ?? false,
        queued: await outbox.queued().catch(() => 0),
      };
    },
    async 'session.pair'({ backend, code }) {
      const origin = backendOrigin(backend);
      if (origin === null) return badAddress;
      const policy = await settings.policy();
      if (policy.backend !== null && origin !== policy.backend) return locked;
      const paired = await pairings.pair(origin, code, deps.device);
      if (!paired.ok) return refused(paired.problem);
      const current = await pairings.current();
      try {
        await deps.forgetOthers(current && scopeOf(current.pairing));
      } finally {
        // What waited for a token that works goes out now.
        deps.flushSoon();
        await deps.refreshAll();
      }
      return { ok: true, session: paired.value };
    },
    async 'session.test'({ backend }) {
      const origin = backendOrigin(backend);
      if (origin === null) return badAddress;
      const startedAt = deps.now();
      const answer = await probe(origin, deps.fetcher);
      if (!answer.ok) return refused(answer.problem);
      return { ok: true, serverVersion: answer.value.serverVersion, ms: deps.now() - startedAt };
    },
    async 'session.signOut'() {
      const signedOut = await Promise.allSettled([pairings.signOut(), deps.forgetOthers(null)]);
      try {
        // What was being read meanwhile.
        await deps.forgetOthers(null);
      } finally {
        // Whatever failed: no panel goes on showing the customer.
        await deps.refreshAll();
      }
      for (const each of signedOut) if (each.status === 'rejected') throw each.reason;
      return { ok: true };
    },
  };
}
