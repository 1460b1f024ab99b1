import { type Attribution, attributeGroup, attributeUser } from '../domain/activity/attribute.ts';
import { CompanyIndex } from '../domain/activity/companyIndex.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { pruneActivity } from '../store/activityPrune.ts';
import {
  eachLinkedCompany,
  eachSubjectPage,
  markInternalUsers,
  readGroupDomains,
  readMemberDomains,
  readUsers,
  type Subject,
  saveAttributions,
} from '../store/activitySubjects.ts';
import type { Store } from '../store/openStore.ts';
import { normaliser } from './normaliser.ts';

/**
 * Decides whose activity the events of each group and person are, after the records were resolved; drops what is too old. Company records
 * and groups are held as compact entries, people stream by. Only what changed is written.
 */
export async function resolveActivity(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  internalDomains: readonly string[];
  nowMs: number;
}): Promise<{ matched: number; unmatched: number }> {
  const { store, tenantId, nowMs } = options;
  await pruneActivity(store, tenantId, nowMs);
  await markInternalUsers(store, tenantId, options.internalDomains);
  const counts = { matched: 0, unmatched: 0 };
  const accounts = new Map<string, string | null>();
  let index: CompanyIndex | null = null;
  const save = async (page: readonly Subject[], decide: (subject: Subject) => Attribution) => {
    const decided = page.map((subject) => ({ ...subject, now: decide(subject) }));
    for (const { now } of decided) counts[now.accountId === null ? 'unmatched' : 'matched']++;
    const changed = decided.filter(({ evidence, now }) => evidence !== JSON.stringify(now));
    await saveAttributions(store, tenantId, changed, nowMs);
    return decided;
  };

  for await (const page of eachSubjectPage(store, tenantId, 'group')) {
    index ??= await readCompanies(options);
    const companies = index;
    const ids = page.map((s) => s.id);
    const domains = await readGroupDomains(store, tenantId, ids);
    const users = await readMemberDomains(store, tenantId, ids);
    const decided = await save(page, ({ id }) =>
      attributeGroup({ id, domain: domains.get(id) ?? null, users: users.get(id) ?? [] }, companies),
    );
    for (const { id, now } of decided) accounts.set(id, now.accountId);
  }
  for await (const page of eachSubjectPage(store, tenantId, 'user')) {
    index ??= await readCompanies(options);
    const companies = index;
    const users = await readUsers(
      store,
      tenantId,
      page.map((s) => s.id),
    );
    await save(page, ({ id }) => {
      const user = users.get(id) ?? { domain: null, internal: false, groupIds: [] };
      const groups = user.groupIds.map((groupId) => ({ id: groupId, accountId: accounts.get(groupId) ?? null }));
      return attributeUser({ ...user, groups }, companies);
    });
  }
  return counts;
}

async function readCompanies({
  store,
  tenantId,
  sources,
}: Parameters<typeof resolveActivity>[0]): Promise<CompanyIndex> {
  const toFact = normaliser(sources);
  const index = new CompanyIndex();
  for await (const { record, accountId } of eachLinkedCompany(store, tenantId)) {
    const fact = toFact(record);
    if (fact?.type === 'company') index.add(record, fact, accountId);
  }
  return index;
}
