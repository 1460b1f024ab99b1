import type { ChainStep, LinkEvidence, Resolution } from '../../../lib/contract/identity.ts';
import type { BreachFact, DealFact, Fact, OtherFact, PersonFact, SourceKey, TicketFact } from '../model.ts';
import { Candidates } from './candidates.ts';
import { companyKinds, keyText, personKinds } from './companyKey.ts';
import { registrableDomain } from './domains.ts';
import type { Member, ResolvedAccount } from './nameAccounts.ts';

/** The account of a record (null: none, or several fit) and how we know. */
export type RecordLink = { accountId: string | null; resolution: Resolution };

type Company = { account: ResolvedAccount; member: Member; url: string | null };
type Person = { link: RecordLink; step: ChainStep; hasCompany: boolean };

/** Finds the customer of any record, once the accounts are resolved. People have to be linked before the tickets they requested. */
export class RecordLinker {
  readonly #accounts = new Map<string, ResolvedAccount>();
  readonly #companies = new Map<string, Company>();
  readonly #domains = new Map<string, ResolvedAccount[]>();
  readonly #people = new Map<string, Person>();

  constructor(accounts: readonly ResolvedAccount[], urlOf: ReadonlyMap<string, string | null>) {
    for (const account of accounts) {
      this.#accounts.set(account.id, account);
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
      for (const domain of account.domains) this.#domains.set(domain, [...(this.#domains.get(domain) ?? []), account]);
    }
  }

  /** Links one fact. The chain starts at the fact itself and ends at the customer's own record, where there is one. */
  link(fact: Fact): RecordLink {
    if (fact.type === 'company') return this.linkCompany(fact.key);
    const step = chainStep(fact);
    if (fact.type === 'person') {
      const link = this.#byCompanies(fact, step) ?? this.#byAddress(fact.email, step);
      this.#people.set(keyText(fact.key), { link, step, hasCompany: fact.companyIds.length > 0 });
      return link;
    }
    if (fact.type === 'ticket' || fact.type === 'other' || fact.type === 'breach') return this.#request(fact, step);
    if (fact.type === 'deal') return this.#byCompanies(fact, step) ?? none([step]);
    return fact.companyId === null ? none([step]) : this.#company(companyKey(fact.key, fact.companyId), [step]);
  }

  /** Links a company record. */
  linkCompany(key: SourceKey): RecordLink {
    return this.#company(key, []);
  }

  /** Links an id that was merged away in its source and still stands in links and bookmarks: to the record that survived. */
  linkMerged(key: SourceKey): RecordLink {
    const { accountId, resolution } = this.#company(key, []);
    const evidence = [{ rule: 'mergedInSource', value: key.id }];
    return { accountId, resolution: { ...resolution, confidence: 'verified', evidence, candidates: [] } };
  }

  #company(key: SourceKey, before: ChainStep[]): RecordLink {
    const found = this.#companies.get(keyText(key));
    if (!found) return none(before);
    const { account, member } = found;
    return {
      accountId: account.id,
      resolution: {
        confidence: member.confidence,
        chain: [...before, companyStep(found)],
        evidence: member.evidence,
        // A company record says which other accounts bear its name, so that a duplicate is seen where it is looked at.
        candidates: before.length === 0 ? account.lookalikes : [],
        others: [],
      },
    };
  }

  /** By the companies that the record's source names; null when none of them is known. */
  #byCompanies(fact: PersonFact | DealFact | TicketFact | OtherFact | BreachFact, step: ChainStep): RecordLink | null {
    const find = (id: string) => this.#companies.get(keyText(companyKey(fact.key, id)));
    const found = fact.companyIds.flatMap((id) => find(id) ?? []);
    const accounts = new Set(found.map((f) => f.account));
    const chosen =
      (fact.companyId === null ? undefined : find(fact.companyId)) ?? (accounts.size === 1 ? found[0] : null);
    if (chosen) {
      const link = this.#company(chosen.member.key, [step]);
      const others = new Candidates([chosen.account]);
      for (const { account, member } of found) others.add(account, { rule: 'secondCompany', value: member.name });
      return { ...link, resolution: { ...link.resolution, others: others.list() } };
    }
    return accounts.size === 0
      ? null
      : ambiguous([step], [...accounts], { rule: 'severalCompanies', value: step.name });
  }

  /** By the domain of an address. The source names no company, so the chain ends at the record that a rep would open. */
  #byAddress(email: string | null, step: ChainStep): RecordLink {
    const domain = email === null ? null : registrableDomain(email);
    const owners = domain === null ? [] : (this.#domains.get(domain) ?? []);
    const evidence: LinkEvidence = { rule: 'emailDomain', value: domain ?? '' };
    const only = owners[0];
    if (owners.length === 1 && only) {
      const chain = [step, ...this.#ownRecord(only)];
      const resolution: Resolution = { confidence: 'matched', chain, evidence: [evidence], candidates: [], others: [] };
      return { accountId: only.id, resolution };
    }
    return owners.length > 1 ? ambiguous([step], owners, evidence) : none([step]);
  }

  /** The customer's record in the first system that has pages for it; nothing when that system has several of them. */
  #ownRecord(account: ResolvedAccount): ChainStep[] {
    const companies = account.members.flatMap((m) => this.#companies.get(keyText(m.key)) ?? []);
    const first = companies.find((c) => c.url !== null);
    const same = companies.filter((c) => c.member.key.source === first?.member.key.source);
    return first && same.length === 1 ? [companyStep(first)] : [];
  }

  /** What somebody asked for: by the company that the record names, or else by who asked. */
  #request(fact: TicketFact | OtherFact | BreachFact, step: ChainStep): RecordLink {
    const requester = fact.requesterId === null ? undefined : this.#person(fact, fact.requesterId);
    const link =
      fact.companyIds.length > 0
        ? through(requester, this.#byCompanies(fact, step) ?? none([step]))
        : requester
          ? byRequester(requester, step)
          : this.#byAddress('email' in fact ? fact.email : null, step);
    const { accountId, resolution } = link;
    const offered = [accountId, ...resolution.candidates.map((c) => c.accountId)];
    const others = new Candidates(
      offered.flatMap((id) => this.#accounts.get(id ?? '') ?? []),
      resolution.others,
    );
    for (const id of fact.copiedIds) {
      const person = this.#person(fact, id);
      const account = this.#accounts.get(person?.link.accountId ?? '');
      if (person && account) others.add(account, { rule: 'copiedOnTicket', value: person.step.name });
    }
    return { accountId, resolution: { ...resolution, others: others.list() } };
  }

  #person(near: Fact, id: string): Person | undefined {
    const { source } = near.key;
    return this.#people.get(keyText({ source, kind: personKinds[source], id }));
  }
}

/** The same link with who asked in between, if that is a person of the same customer: of two customers, the record's own word counts. */
function through(requester: Person | undefined, link: RecordLink): RecordLink {
  const [step, ...rest] = link.resolution.chain;
  if (!step || link.accountId === null || requester?.link.accountId !== link.accountId) return link;
  return { ...link, resolution: { ...link.resolution, chain: [step, requester.step, ...rest] } };
}

function byRequester({ link, step: { name }, hasCompany }: Person, step: ChainStep): RecordLink {
  const { accountId, resolution } = link;
  const label = hasCompany ? [] : [{ rule: 'requesterNoOrganization', value: name }];
  return {
    accountId,
    resolution: { ...resolution, chain: [step, ...resolution.chain], evidence: [...label, ...resolution.evidence] },
  };
}

function companyKey(near: SourceKey, id: string): SourceKey {
  return { source: near.source, kind: companyKinds[near.source], id };
}

function ambiguous(chain: ChainStep[], accounts: readonly ResolvedAccount[], evidence: LinkEvidence): RecordLink {
  const found = new Candidates([]);
  for (const account of accounts) found.add(account, evidence);
  return {
    accountId: null,
    resolution: { confidence: 'ambiguous', chain, evidence: [evidence], candidates: found.list(), others: [] },
  };
}

function none(chain: ChainStep[]): RecordLink {
  return { accountId: null, resolution: { confidence: 'none', chain, evidence: [], candidates: [], others: [] } };
}

function companyStep({ member: { key, name }, url }: Company): ChainStep {
  return { system: key.source, object: key.kind, id: key.id, name, url };
}

function chainStep(fact: Fact): ChainStep {
  const { source, kind, id } = fact.key;
  const name = 'name' in fact ? fact.name : 'subject' in fact ? fact.subject : 'number' in fact ? fact.number : id;
  return { system: source, object: kind, id, name, url: fact.url };
}
