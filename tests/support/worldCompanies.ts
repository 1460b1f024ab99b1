import {
  addContact,
  type CompanyKey,
  companyKey,
  companyKinds,
  keyText,
} from '../../server/domain/identity/companyKey.ts';
import type { Identity } from '../../server/domain/identity/resolveIdentity.ts';
import type { CompanyFact, PulledSource } from '../../server/domain/model.ts';
import { worldTruth } from '../../server/sandbox/truth.ts';
import type { Customer, World } from '../../server/sandbox/world/types.ts';

/** The company records of a world as identity sees them, with the addresses of their people, and the true customer of each by its key. */
export function worldCompanies(world: World): { companies: CompanyKey[]; truthOf: Map<string, string> } {
  const byTruth = new Map(world.customers.map((c) => [c.truthId, c]));
  const companies = world.customers.flatMap((c) => recordsOf(c, c.parent === null ? undefined : byTruth.get(c.parent)));
  const members = worldTruth(world).flatMap((t) => t.members.map((m) => [m, t.truthId] as const));
  return { companies, truthOf: new Map(members.map(([m, truth]) => [`${m.source}/${m.kind}/${m.id}`, truth])) };
}

function recordsOf(c: Customer, parent: Customer | undefined): CompanyKey[] {
  const make = (source: PulledSource, id: string, some: Partial<CompanyFact>): CompanyKey =>
    companyKey({
      type: 'company',
      key: { source, kind: companyKinds[source], id },
      companyId: null,
      modifiedAt: c.modifiedAt,
      url: null,
      name: c.spellings[source],
      websites: [],
      emails: [],
      country: null,
      industry: c.industry,
      tier: c.tier,
      status: null,
      owner: null,
      parentId: null,
      crossIds: [],
      mergedIds: [],
      taxIds: [],
      ...some,
    });
  const claims = (id: string | null | undefined) => (id ? [{ source: 'salesforce' as const, id: full(id, c) }] : []);
  const salesforce = c.salesforce.map(({ id, website }) =>
    make('salesforce', id, {
      websites: website === null ? [] : [website],
      country: c.country.name,
      parentId: parent?.salesforce[0]?.id ?? null,
    }),
  );
  const hubspot = c.hubspot.map(({ id, domain, salesforceId, mergedIds }, i) =>
    make('hubspot', id, {
      name: `${c.spellings.hubspot}${i === 0 ? '' : ' (old)'}`,
      websites: domain === null ? [] : [domain],
      country: c.country.name,
      parentId: parent?.hubspot[0]?.id ?? null,
      crossIds: claims(salesforceId),
      mergedIds,
    }),
  );
  const zendesk = c.zendesk.map(({ id, domains, externalId }) =>
    make('zendesk', id, { websites: domains, crossIds: claims(externalId) }),
  );
  const stripe = c.stripe.map(({ id, email, metadata }) =>
    make('stripe', id, {
      emails: email === null ? [] : [email],
      country: c.country.code,
      crossIds: claims(metadata.salesforce_account_id),
    }),
  );
  for (const { email, salesforceId, hubspotId, inOrganization } of c.people) {
    if (salesforceId && salesforce[0]) addContact(salesforce[0], email);
    if (hubspotId) for (const record of hubspot) addContact(record, email);
    if (inOrganization && zendesk[0]) addContact(zendesk[0], email);
  }
  return [...salesforce, ...hubspot, ...zendesk, ...stripe];
}

/** Connectors complete ids of 15 characters; here the record itself is at hand. */
function full(id: string, c: Customer): string {
  return c.salesforce.find((record) => record.id.startsWith(id))?.id ?? id;
}

/** Over pairs of records in one account: the share that is right, and the share of the true pairs that is found. */
export function evaluateAccounts(
  { accounts }: Pick<Identity, 'accounts'>,
  truthOf: ReadonlyMap<string, string>,
): { precision: number; recall: number } {
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, n) => total + pairs(n), 0);
  const count = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.values();
  };
  const truths = accounts.map(({ members }) => members.map(({ key }) => truthOf.get(keyText(key)) ?? ''));
  const right = truths.reduce((total, of) => total + sum(count(of)), 0);
  return { precision: right / sum(truths.map((of) => of.length)), recall: right / sum(count([...truthOf.values()])) };
}
