import { readCompanyRecord } from '../domain/identity/companyRecord.ts';
import { DecisionRefused } from '../domain/identity/decisions.ts';
import type { SourceKey } from '../domain/model.ts';
import { saveDecision } from '../store/decisions.ts';
import { readLinkEtag } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import type { WriteOutcome } from '../store/writes.ts';

/**
 * Takes a steward's decision about two company records that are known. Throws DecisionRefused with what to do; then nothing was changed.
 * The next run of `resolveAccounts` applies it.
 */
export async function decide(
  store: Store,
  tenantId: string,
  actor: string,
  asked: { key: string; verdict: 'must' | 'cannot'; a: string; b: string; reason: string },
  now: number,
): Promise<WriteOutcome> {
  const [a, b] = [await findRecord(store, tenantId, asked.a), await findRecord(store, tenantId, asked.b)];
  return saveDecision(store, tenantId, actor, { ...asked, a, b }, now);
}

async function findRecord(store: Store, tenantId: string, text: string): Promise<SourceKey> {
  const key = readCompanyRecord(text);
  if (key === null)
    throw new DecisionRefused(
      `"${text}" is not a company record. Write salesforce/Account/<id>, hubspot/company/<id>, zendesk/organization/<id> or stripe/customer/<id>.`,
    );
  if ((await readLinkEtag(store, tenantId, key)) === null)
    throw new DecisionRefused(`${text} is not known. Check the id, or run "alongside sync" first.`);
  return key;
}
