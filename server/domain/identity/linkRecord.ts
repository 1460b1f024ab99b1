import type { Candidate, ChainStep, LinkEvidence, Resolution } from '../../../lib/contract/identity.ts';
import type { Fact, PersonFact, SourceKey } from '../model.ts';
import { companyKinds, keyText } from './companyKey.ts';
import { registrableDomain } from './domains.ts';
import type { Member, ResolvedAccount } from './nameAccounts.ts';

/** The account of a record (null: none, or several fit) and how we know. */
export type RecordLink = { accountId: string | null; resolution: Resolution };

/** Finds the customer of any record, once the accounts are resolved. People have to be linked before the tickets they requested. */
export class RecordLinker {
  readonly #companies = new Map<string, { account: ResolvedAccount; member: Member; url: string | null }>();
  readonly #byDomain = new Map<string, ResolvedAccount[]>();
  readonly #people = new Map<string, { link: RecordLink; step: ChainStep }>();

  constructor(accounts: readonly ResolvedAccount[], urlOf: ReadonlyMap<string, string | null>) {
    for (const account of accounts) {
      for (const member of account.members) {
        const key = keyText(member.key);
        this.#companies.set(key, { account, member, url: urlOf.get(key) ?? null });
      }
      // A link to an id that was merged away in its source leads to the record that survived.
      for (const merged of account.mergedIds) {
        const survivor = account.members.find((m) => m.key.source === merged.source);
        const key = keyText(merged);
        if (survivor && !this.#companies.has(key))
          this.#companies.set(key, { account, member: survivor, url: urlOf.get(keyText(survivor.key)) ?? null });
      }
      for (const domain of account.domains)
        this.#byDomain.set(domain, [...(this.#byDomain.get(domain) ?? []), account]);
    }
  }

  /** Links one fact. The chain starts at the fact itself. */
  link(fact: Fact): RecordLink {
    if (fact.type === 'company') return this.#company(fact.key, []);
    const step = chainStep(fact);
    if (fact.type === 'person') {
      const link = this.#person(fact, step);
      this.#people.set(keyText(fact.key), { link, step });
      return link;
    }
    if (fact.companyId !== null) return this.#company(this.#companyKey(fact.key, fact.companyId), [step]);
    if (fact.type === 'ticket' && fact.requesterId !== null) {
      const requester = this.#people.get(keyText({ source: fact.key.source, kind: 'user', id: fact.requesterId }));
      if (requester) {
        const { accountId, resolution } = requester.link;
        return { accountId, resolution: { ...resolution, chain: [step, ...resolution.chain] } };
      }
    }
    return none([step]);
  }

  #companyKey(near: SourceKey, id: string): SourceKey {
    return { source: near.source, kind: companyKinds[near.source], id };
  }

  #company(key: SourceKey, before: ChainStep[]): RecordLink {
    const found = this.#companies.get(keyText(key));
    if (!found) return none(before);
    const { account, member, url } = found;
    const step: ChainStep = { system: key.source, object: key.kind, id: member.key.id, name: member.name, url };
    return {
      accountId: account.id,
      resolution: {
        confidence: member.confidence,
        chain: [...before, step],
        evidence: member.evidence,
        // A company record says which other accounts bear its name, so that a duplicate is seen where it is looked at.
        candidates: before.length === 0 ? account.lookalikes : [],
      },
    };
  }

  #person(fact: PersonFact, step: ChainStep): RecordLink {
    const found = fact.companyIds.flatMap((id) => this.#companies.get(keyText(this.#companyKey(fact.key, id))) ?? []);
    const accounts = [...new Set(found.map((f) => f.account))];
    const first = found[0];
    if (accounts.length === 1 && first) return this.#company(first.member.key, [step]);
    if (accounts.length > 1) return ambiguous([step], accounts, { rule: 'severalCompanies', value: fact.name });

    const domain = fact.email === null ? null : registrableDomain(fact.email);
    const owners = domain === null ? [] : (this.#byDomain.get(domain) ?? []);
    const evidence: LinkEvidence = { rule: 'emailDomain', value: domain ?? '' };
    const only = owners[0];
    if (owners.length === 1 && only) {
      return {
        accountId: only.id,
        resolution: { confidence: 'matched', chain: [step], evidence: [evidence], candidates: [] },
      };
    }
    return owners.length > 1 ? ambiguous([step], owners, evidence) : none([step]);
  }
}

function ambiguous(chain: ChainStep[], accounts: readonly ResolvedAccount[], evidence: LinkEvidence): RecordLink {
  const candidates: Candidate[] = accounts
    .slice(0, 10)
    .map((a) => ({ accountId: a.id, name: a.name, domain: a.domains[0] ?? null, evidence: [evidence] }));
  return { accountId: null, resolution: { confidence: 'ambiguous', chain, evidence: [evidence], candidates } };
}

function none(chain: ChainStep[]): RecordLink {
  return { accountId: null, resolution: { confidence: 'none', chain, evidence: [], candidates: [] } };
}

function chainStep(fact: Fact): ChainStep {
  const { source, kind, id } = fact.key;
  const name = 'name' in fact ? fact.name : 'subject' in fact ? fact.subject : 'number' in fact ? fact.number : id;
  return { system: source, object: kind, id, name, url: fact.url };
}
