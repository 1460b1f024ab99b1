import type { SourceList, SourceStatus } from '../../lib/contract/sources.ts';
import { grantFor } from '../domain/grants.ts';
import type { Source } from '../domain/model.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { errorAfterMs, sourceAgeMs, warnAfterMs } from '../domain/sourceAge.ts';
import { isHeld, readLease } from './lease.ts';
import type { Store } from './openStore.ts';
import { listStored, type SecretNote } from './sourceSecrets.ts';

const pulled: readonly Source[] = ['salesforce', 'hubspot', 'zendesk', 'stripe'];
/** The lease under which a tenant's sources are pulled. */
export const pullLease = 'pull';

const shownRefusals = 20;

/** What the configuration says about a source, as far as its status tells of it. */
export type ConfiguredSource = Pick<ConnectorConfig, 'source' | 'secret' | 'oauth' | 'webhookSecrets'>;

/**
 * How every source stands at an instant, epoch milliseconds. `connected` are those of the configuration. Imported files are not configured
 * and stand at the end as soon as there are some.
 */
export async function readSourceList(
  store: Store,
  tenantId: string,
  connected: readonly ConfiguredSource[],
  now: number,
): Promise<SourceList> {
  const states = await store.read.selectFrom('source_state').selectAll().where('tenant_id', '=', tenantId).execute();
  const counts = await store.read
    .selectFrom('source_record')
    .select((eb) => ['source', 'kind', eb.fn.countAll().as('count')])
    .where('tenant_id', '=', tenantId)
    .where('deleted', '=', 0)
    .groupBy(['source', 'kind'])
    .orderBy('source')
    .orderBy('kind')
    .execute();
  const drift = await store.read
    .selectFrom('source_drift')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('what', '!=', 'good')
    .orderBy('stream')
    .orderBy('field')
    .execute();
  const waiting = await store.read
    .selectFrom('refetch_queue')
    .select((eb) => ['source', eb.fn.countAll().as('count')])
    .where('tenant_id', '=', tenantId)
    .groupBy('source')
    .execute();
  const refused = await store.read
    .selectFrom('refetch_queue')
    .select(['source', 'stream', 'id', 'refused_since', 'refusal'])
    .where('tenant_id', '=', tenantId)
    .where('refused_since', 'is not', null)
    .orderBy('refused_since')
    .orderBy('stream')
    .orderBy('id')
    .execute();
  const secrets = await listStored(store, tenantId);
  const lease = await readLease(store, tenantId, pullLease);

  const hasFiles = [...states, ...counts].some((row) => row.source === 'file');

  const status = (source: Source): SourceStatus => {
    const row = states.find((s) => s.source === source);
    const configured = connected.find((c) => c.source === source);
    const isConnected = configured !== undefined || source === 'file';
    const own = secrets.filter((s) => s.source === source && (s.validUntil === null || s.validUntil > now));
    const kind = configured ? kindOfAuth(configured) : null;
    const since = own.find((s) => s.field === fieldOf[kind ?? 'configuration'])?.connectedAt;
    // Whatever a pull came to, it notes its budget then.
    const pulledAt = Math.max(row?.last_success_at ?? 0, row?.last_error_at ?? 0);
    return {
      source,
      connected: isConnected,
      auth: kind ? { kind, connectedAt: instant(since) } : null,
      webhooks: configured ? webhooksOf(configured, own) : null,
      state: isConnected ? stateOf(source, row?.last_success_at ?? null, now) : 'off',
      lastSuccessAt: instant(row?.last_success_at),
      lastError: row?.last_error ?? null,
      lastErrorAt: instant(row?.last_error_at),
      rows: counts.filter((c) => c.source === source).map((c) => ({ kind: c.kind, count: Number(c.count) })),
      drift: drift.flatMap(({ what, ...d }) =>
        d.source !== source || what === 'good'
          ? []
          : [
              {
                stream: d.stream,
                field: d.field,
                what,
                since: new Date(d.since).toISOString(),
                lastGoodAt: instant(d.last_good_at),
                toDo: what === 'hidden' || what === 'absent' ? grantFor(source, d.stream) : null,
              },
            ],
      ),
      waiting: Number(waiting.find((w) => w.source === source)?.count ?? 0),
      refused: refused
        .filter((mark) => mark.source === source)
        .slice(0, shownRefusals)
        .map(({ stream, id, refused_since, refusal }) => ({
          stream,
          id,
          since: new Date(refused_since ?? now).toISOString(),
          why: refusal ?? '',
        })),
      budget:
        row?.budget_used != null && row.budget_limit !== null && row.budget_window_ms !== null
          ? {
              used: row.budget_used,
              limit: row.budget_limit,
              windowMs: row.budget_window_ms,
              asOf: new Date(pulledAt).toISOString(),
            }
          : null,
    };
  };
  return {
    sources: (hasFiles ? [...pulled, 'file' as const] : pulled).map(status),
    pulling: lease !== null && isHeld(lease, now),
    nextPullAt: instant(lease?.nextAt),
    warnAfterMs,
    errorAfterMs,
    asOf: new Date(now).toISOString(),
  };
}

type AuthKind = NonNullable<SourceStatus['auth']>['kind'];
/** Where what a source is asked with is stored; a sign-in is of no use to a source that is asked with a secret. */
const fieldOf: Record<AuthKind, SecretNote['field'] | null> = { configuration: null, stored: 'secret', oauth: 'oauth' };

function kindOfAuth({ secret, oauth }: ConfiguredSource): AuthKind {
  return oauth ? 'oauth' : secret === undefined ? 'stored' : 'configuration';
}

/** Those of the configuration count where there are some, and then stored ones are not used. */
function webhooksOf({ webhookSecrets }: ConfiguredSource, stored: readonly SecretNote[]): SourceStatus['webhooks'] {
  const now = stored.find((s) => s.field === 'webhook');
  const before = stored.find((s) => s.field === 'webhookBefore');
  if (!webhookSecrets && !now) return null;
  return {
    kind: webhookSecrets ? 'configuration' : 'stored',
    storedAt: instant(now?.connectedAt),
    before: before ? { storedAt: new Date(before.connectedAt).toISOString(), until: instant(before.validUntil) } : null,
  };
}

function stateOf(source: Source, lastSuccessAt: number | null, now: number): SourceStatus['state'] {
  if (lastSuccessAt === null) return 'never';
  const ageMs = sourceAgeMs(source, lastSuccessAt, now);
  return ageMs <= warnAfterMs ? 'fresh' : ageMs <= errorAfterMs ? 'warn' : 'error';
}

function instant(ms: number | null | undefined): string | null {
  return ms == null ? null : new Date(ms).toISOString();
}
