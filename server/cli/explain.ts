import type { Resolution } from '../../lib/contract/identity.ts';
import { keyText } from '../domain/identity/companyKey.ts';
import { readCompanyRecord } from '../domain/identity/companyRecord.ts';
import { type ExplainedLink, type Explanation, explain } from '../domain/identity/explain.ts';
import { noPast } from '../domain/identity/nameAccounts.ts';
import { type Identity, joinAlike, resolveIdentity } from '../domain/identity/resolveIdentity.ts';
import { linkProbability } from '../domain/identity/similarityModel.ts';
import type { SourceKey } from '../domain/model.ts';
import { findTouched } from '../jobs/touchedCompanies.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import { readDecisionsInForce } from '../store/decisions.ts';
import { readIdentityState } from '../store/identityState.ts';
import { findAccounts, readLinkEtag } from '../store/links.ts';
import { readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirect } from '../store/redirects.ts';
import { LookupError } from './context.ts';
import { plain } from './plain.ts';

/**
 * Explains two records or two customers by weighing them again with the rules of today, with all that they have to do with; nothing is
 * written. Each is a record (`salesforce/Account/<id>`), an account id or an unambiguous part of a name. Throws LookupError.
 */
export async function explainPair(
  store: Store,
  tenantId: string,
  [first, second]: readonly [string, string],
): Promise<Explanation> {
  const [one, two] = [await findRecords(store, tenantId, first), await findRecords(store, tenantId, second)];
  const identity = await identityAround(store, tenantId, [...one, ...two]);
  const nodesOf = (records: readonly SourceKey[]) =>
    records.flatMap((key) => identity.graph.index.get(keyText(key)) ?? []);
  const [a, b] = [nodesOf(one), nodesOf(two)];
  if (a.some((i) => b.includes(i))) throw new LookupError(`"${first}" and "${second}" are the same. Name two.`);
  return explain(identity, a, b);
}

/** Decides again about what these records may have to do with; about everything when that is not known. */
async function identityAround(store: Store, tenantId: string, records: readonly SourceKey[]): Promise<Identity> {
  const decisions = await readDecisionsInForce(store, tenantId);
  const state = await readIdentityState(store, tenantId);
  const isKnown = state?.isIndexed && state.changes === state.resolved;
  const part = isKnown ? await findTouched(store, tenantId, records, decisions, state.result) : null;
  if (part) return joinAlike(part.keyed, part.counted.frequencies, noPast);
  const { companies } = await readCompanies(store, tenantId);
  return resolveIdentity(companies, noPast, decisions);
}

/** The company records of a customer, or the one that is named. Throws LookupError. */
export async function findRecords(store: Store, tenantId: string, text: string): Promise<SourceKey[]> {
  const key = readCompanyRecord(text);
  if (key) {
    const stored = await readLinkEtag(store, tenantId, key);
    // Of an id that was merged away, the record that survived.
    const step = stored && (JSON.parse(stored.resolution) as Resolution).chain[0];
    if (step) return [{ ...key, id: step.id }];
    throw new LookupError(`There is no company record ${text}. Check the id, or run "alongside sync" first.`);
  }
  const id = await followRedirect(store, tenantId, text);
  const accounts = await findAccounts(store, tenantId, text);
  const exact = accounts.filter((a) => a.id === id || a.name.toLowerCase() === text.toLowerCase());
  const chosen = exact.length === 1 ? exact[0] : accounts.length === 1 ? accounts[0] : undefined;
  const records = chosen ? await readMembershipsOf(store, tenantId, { accountIds: [chosen.id] }) : [];
  if (records.length > 0) return records.map(({ source, kind, id: own }) => ({ source, kind, id: own }));
  throw new LookupError(
    accounts.length > 1
      ? `Several customers match "${text}": ${accounts.map((a) => `${a.name} (${a.id})`).join(', ')}. Use the id.`
      : `No customer matches "${text}". Try a part of the name, an account id, or salesforce/Account/<id>.`,
  );
}

const heldWords: Record<string, string> = {
  unsure: 'the evidence is not enough, so they are shown as candidates',
  veto: 'a veto stands against it',
  rival: 'one of them fits another customer about as well',
  bridge: 'other records of the two contradict it',
};

/** The explanation as text: what speaks for and against, what it adds up to, and the verdict. */
export function explainText(e: Explanation): string {
  const names = (of: Explanation['a']) => of.map(({ key, name }) => `  ${name}  ${key}`);
  const line = (label: string, value: string) => `  ${label.padEnd(34)}${value}`;
  const bits = (value: number) => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(1)} bits`.padStart(12);
  const links = (of: readonly ExplainedLink[]) =>
    of.map(({ a, b, rule, value, score, actor }) =>
      line(`${a.key} – ${b.key}`, `  ${rule} ${value} (${score === null ? '' : `${percent(score)}, `}${actor})`),
    );
  const out = ['A', ...names(e.a), 'B', ...names(e.b), ''];
  out.push(e.isOne ? 'One customer.' : 'Two customers.');
  if (e.way.length > 0) out.push('', 'Linked by', ...links(e.way));
  out.push('', 'Keys in common', ...e.shared.map(({ what, value }) => line(what, value)));
  if (e.shared.length === 0) out.push('  none');
  if (e.prevented.length > 0) out.push('', 'Prevented by a decision', ...links(e.prevented));
  const { weighing: w } = e;
  const learnt = e.learntFrom > 0 ? `weights learnt from ${e.learntFrom.toLocaleString('en')} pairs` : 'fixed weights';
  out.push(
    '',
    `Similarity (model ${e.modelVersion}, ${learnt})`,
    line('before anything is compared', bits(w.priorBits)),
  );
  for (const { field, level, bits: value } of w.weights) out.push(line(`${field}: ${level}`, bits(value)));
  out.push(line('together', `${bits(w.bits)}  ${percent(w.probability)}, joined from ${percent(linkProbability)}`));
  if (w.vetoes.length > 0) out.push(line('vetoes', `  ${w.vetoes.join(', ')}`));
  if (e.held) out.push('', `Not joined: ${heldWords[e.held]}.`);
  return plain(out);
}

function percent(p: number): string {
  return p > 0.9999 ? '> 99.99 %' : p < 0.0001 ? '< 0.01 %' : `${(100 * p).toFixed(2)} %`;
}
