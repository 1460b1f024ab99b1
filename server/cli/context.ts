import { ContextResponse } from '../../lib/contract/context.ts';
import type { Candidate } from '../../lib/contract/identity.ts';
import { RecordRef, recordKey } from '../../lib/contract/record.ts';
import type { Money } from '../../lib/contract/values.ts';
import { dayText, moneyText } from '../domain/actions/words.ts';
import { readDocument } from '../store/documents.ts';
import { findAccounts, readLinkEtag } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirect } from '../store/redirects.ts';
import { plain } from './plain.ts';

/** A customer that could not be named unambiguously, in words that say what to do. */
export class LookupError extends Error {
  override name = 'LookupError';
}

/**
 * Finds one customer by account id, by a record (`salesforce/<instance>/Account/<id>`, or without the instance) or by a part of the name.
 * Throws LookupError with the choices.
 */
export async function findContext(store: Store, tenantId: string, query: string): Promise<ContextResponse> {
  const parts = query.split('/');
  if (parts.length === 3 || parts.length === 4) {
    const [system = '', object = '', id = ''] = parts.length === 3 ? parts : [parts[0], parts[2], parts[3]];
    const ref = RecordRef.safeParse({ system, instance: 'any', object, id });
    if (ref.success) {
      const link = await readLinkEtag(store, tenantId, {
        source: ref.data.system,
        kind: ref.data.object,
        id: ref.data.id,
      });
      if (!link)
        throw new LookupError(
          `No customer is known for ${recordKey(ref.data)}. Run "alongside sync" first, or check the id.`,
        );
      const document = link.accountId ? await readDocument(store, tenantId, link.accountId, 'full') : null;
      return ContextResponse.parse({
        resolution: JSON.parse(link.resolution),
        document: document && JSON.parse(document.body),
      });
    }
  }
  const found = await findAccounts(store, tenantId, query);
  const id = await followRedirect(store, tenantId, query);
  const exact = found.filter((a) => a.id === id || a.name.toLowerCase() === query.toLowerCase());
  const chosen = exact.length === 1 ? exact[0] : found.length === 1 ? found[0] : undefined;
  if (!chosen) {
    throw new LookupError(
      found.length === 0
        ? `No customer matches "${query}". Try a part of the name, or salesforce/Account/<id>.`
        : `Several customers match "${query}": ${found.map((a) => `${a.name} (${a.id})`).join(', ')}. Use the id.`,
    );
  }
  const document = await readDocument(store, tenantId, chosen.id, 'full');
  if (!document) throw new LookupError(`${chosen.name} has no published context yet. Run "alongside sync".`);
  return ContextResponse.parse({
    resolution: { confidence: 'verified', chain: [], evidence: [], candidates: [], others: [] },
    document: JSON.parse(document.body),
  });
}

const bandWords = {
  healthy: 'healthy',
  watch: 'watch',
  atRisk: 'at risk',
  critical: 'critical',
  unknown: 'unknown',
} as const;

/** The 360 as plain text, about 80 columns, for a terminal. */
export function contextText({ resolution, document }: ContextResponse, nowMs: number): string {
  const names = (customers: readonly Candidate[]) => customers.map((c) => `  ${c.name}  ${c.accountId}`);
  const others = resolution.others.length > 0 ? ['', 'Also on this record', ...names(resolution.others)] : [];
  if (!document) {
    return plain(
      resolution.confidence === 'ambiguous'
        ? ['This record could belong to several customers:', ...names(resolution.candidates), ...others]
        : ['This record belongs to no known customer.', ...others],
    );
  }
  const { header, sections } = document;
  const line = (label: string, value: string) => `  ${label.padEnd(20)}${value}`;
  const days = (iso: string) => Math.ceil((Date.parse(iso) - nowMs) / 86_400_000);
  const money = (amounts: readonly Money[]) => amounts.map(moneyText).join(' + ') || 'none';
  const out = [header.name, [header.domain, header.tier, header.owner?.name].filter(Boolean).join(' · ')];
  if (header.territories) out.push(line('Territory', header.territories.map(({ name }) => name).join(', ')));
  out.push(line('Health', `${header.score ?? 'no score'} ${bandWords[header.band]}`));
  out.push(line('ARR', money(header.arr)));
  if (header.renewsAt)
    out.push(line('Renews', `${dayText(Date.parse(header.renewsAt))} (in ${days(header.renewsAt)} days)`));
  out.push(
    line(
      'Identity',
      `${resolution.confidence}; ${document.links.map((l) => `${l.system} ${l.id} (${l.confidence})`).join(', ')}`,
    ),
  );
  out.push('', 'Next');
  for (const action of document.actions) out.push(`  • ${action.title}`, ...action.why.map((w) => `      ${w.text}`));
  if (document.actions.length === 0) out.push('  Nothing needs doing.');
  for (const held of document.held) out.push(`  (held: ${held.title}. ${held.reason})`);
  const { billing, support, health } = sections;
  if (health.data) {
    out.push('', 'Why this score (50 + parts)');
    for (const f of [...health.data.factors].sort((a, b) => Math.abs(b.points) - Math.abs(a.points))) {
      out.push(
        line(
          f.id,
          f.score === null ? 'no data' : `${f.points >= 0 ? '+' : '−'}${Math.abs(f.points).toFixed(1)}`,
        ).padEnd(30) + (f.value === null ? '' : `  ${f.value} ${f.unit}`),
      );
    }
    for (const cap of health.data.caps) out.push(line(`cap ${cap.id}`, `−${Math.abs(cap.points).toFixed(1)}`));
  }
  out.push('', `Billing${billing.status === 'ok' ? '' : ` (${billing.status})`}`);
  if (billing.data) {
    out.push(
      line('State', billing.data.state),
      line('Plan', billing.data.plans.map((p) => `${p.name} × ${p.quantity} per ${p.interval}`).join(', ') || 'none'),
    );
    out.push(line('Overdue', money(billing.data.overdue)), line('Disputes', String(billing.data.disputes.length)));
  }
  out.push('', `Support${support.status === 'ok' ? '' : ` (${support.status})`}`);
  if (support.data) {
    out.push(
      line(
        'Open',
        `${support.data.openCount}, urgent ${support.data.urgentCount}, escalated ${support.data.escalatedCount}`,
      ),
    );
    for (const t of support.data.openTickets.slice(0, 5))
      out.push(line(`#${t.id}`, `${t.priority} ${t.status}: ${t.subject}`));
  }
  out.push(...others, '', `As of ${billing.asOf ?? support.asOf ?? 'never'}`);
  return plain(out);
}
