import type { ChainStep, LinkEvidence, Resolution } from '../../../lib/contract/identity.ts';
import type {
  BreachFact,
  DealFact,
  Fact,
  FeedbackFact,
  OtherFact,
  PersonFact,
  SourceKey,
  TicketFact,
} from '../model.ts';
import { Candidates, type NamedAccount } from './candidates.ts';
import { companyKinds, keyText, personKinds } from './companyKey.ts';
import { registrableDomain } from './domains.ts';
import type { Known, KnownCompany, KnownPerson, RecordLink } from './known.ts';
import type { Member, ResolvedAccount } from './nameAccounts.ts';

/**
 * A link, and what it rests on beside the records of its account: `salesforce/Account/001…` of a company or a person, `domain acme.com`,
 * `account acc_…`. When one of these changes, or a record of the account, it has to be linked again.
 */
export type DependentLink = RecordLink & { dependsOn: string[] };

/** What a link depends on when it asked who owns a domain, and when it names another account. */
export const domainKey = (domain: string): string => `domain ${domain}`;
export const accountKey = (accountId: string): string => `account ${accountId}`;

/** What somebody at the customer said: it is found by who did, where it names no company. */
type Request = TicketFact | OtherFact | BreachFact | FeedbackFact;
const requests: ReadonlySet<Fact['type']> = new Set([
  'ticket',
  'other',
  'breach',
  'feedback',
] satisfies Request['type'][]);
const isRequest = (fact: Fact): fact is Request => requests.has(fact.type);

/** What has to be known before a fact can be linked. */
export function needsOf(fact: Fact): { companies: SourceKey[]; people: SourceKey[]; domain: string | null } {
  const companyIds = 'companyIds' in fact ? fact.companyIds : [];
  const personIds = isRequest(fact)
    ? [...(fact.requesterId === null ? [] : [fact.requesterId]), ...fact.copiedIds]
    : [];
  const email = 'email' in fact && (fact.type === 'person' || fact.type === 'other') ? fact.email : null;
  return {
    companies: [...new Set([...companyIds, ...(fact.companyId === null ? [] : [fact.companyId])])].map((id) =>
      companyOf(fact.key, id),
    ),
    people: [...new Set(personIds)].map((id) => personOf(fact.key, id)),
    domain: email === null ? null : registrableDomain(email),
  };
}

/** Links a company record to its account. */
export function linkCompany(account: ResolvedAccount, { key, name, confidence, evidence }: Member, url: string | null) {
  const chain: ChainStep[] = [{ system: key.source, object: key.kind, id: key.id, name, url }];
  // A company record says which other accounts bear its name, so that a duplicate is seen where it is looked at.
  return {
    accountId: account.id,
    resolution: { confidence, chain, evidence, candidates: account.lookalikes, others: [] },
  };
}

/** Links an id that was merged away in its source and still stands in links and bookmarks, as the record that survived is linked. */
export function linkMerged(key: SourceKey, survivor: RecordLink): RecordLink {
  const evidence = [{ rule: 'mergedInSource', value: key.id }];
  const resolution: Resolution = { ...survivor.resolution, confidence: 'verified', evidence, candidates: [] };
  return { accountId: survivor.accountId, resolution };
}

/**
 * Finds the customer of any record that is not a company, from what is known of companies and, for what people asked for, of people. The
 * chain starts at the fact itself and ends at the customer's own record, where there is one.
 */
export function linkRecord(fact: Exclude<Fact, { type: 'company' }>, known: Known): DependentLink {
  const asked = new Asked(known);
  const link = new Linking(asked, fact).link();
  return { ...link, dependsOn: asked.dependencies(link) };
}

/** Answers questions about what is known, and remembers them. */
class Asked {
  readonly #known: Known;
  readonly #asked = new Map<string, string | null>();
  readonly #domains = new Set<string>();

  constructor(known: Known) {
    this.#known = known;
  }

  company(key: SourceKey): KnownCompany | undefined {
    const found = this.#known.company(key);
    this.#asked.set(keyText(key), found?.account.id ?? null);
    return found;
  }

  person(key: SourceKey): KnownPerson | undefined {
    const found = this.#known.person(key);
    this.#asked.set(keyText(key), found?.link.accountId ?? null);
    return found;
  }

  owners(domain: string): readonly NamedAccount[] {
    this.#domains.add(domain);
    return this.#known.owners(domain);
  }

  account(id: string | null): NamedAccount | undefined {
    return id === null ? undefined : this.#known.account(id);
  }

  companiesOf(accountId: string): readonly ChainStep[] {
    return this.#known.companiesOf(accountId);
  }

  /** What belongs to the account of the link is found through that account. */
  dependencies({ accountId, resolution }: RecordLink): string[] {
    const keys = [...this.#asked].filter(([, owner]) => owner === null || owner !== accountId).map(([key]) => key);
    const domains = accountId === null ? [...this.#domains].map(domainKey) : [];
    const named = [...resolution.candidates, ...resolution.others].map((c) => accountKey(c.accountId));
    return [...new Set([...keys, ...domains, ...named])].sort();
  }
}

class Linking {
  readonly #known: Asked;
  readonly #fact: Exclude<Fact, { type: 'company' }>;
  readonly #step: ChainStep;

  constructor(known: Asked, fact: Exclude<Fact, { type: 'company' }>) {
    this.#known = known;
    this.#fact = fact;
    this.#step = chainStep(fact);
  }

  link(): RecordLink {
    const fact = this.#fact;
    if (fact.type === 'person') return this.#byCompanies(fact) ?? this.#byAddress(fact.email);
    if (isRequest(fact)) return this.#request(fact);
    if (fact.type === 'deal') return this.#byCompanies(fact) ?? none([this.#step]);
    const found = fact.companyId === null ? undefined : this.#company(fact.companyId);
    return found ? this.#through(found) : none([this.#step]);
  }

  #company(id: string): KnownCompany | undefined {
    return this.#known.company(companyOf(this.#fact.key, id));
  }

  #through({ account, confidence, evidence, step }: KnownCompany): RecordLink {
    const resolution = { confidence, chain: [this.#step, step], evidence, candidates: [], others: [] };
    return { accountId: account.id, resolution };
  }

  /** By the companies that the record's source names; null when none of them is known. */
  #byCompanies(fact: PersonFact | DealFact | Request): RecordLink | null {
    const found = fact.companyIds.flatMap((id) => this.#company(id) ?? []);
    const accounts = new Map(found.map(({ account }) => [account.id, account]));
    const chosen =
      (fact.companyId === null ? undefined : this.#company(fact.companyId)) ?? (accounts.size === 1 ? found[0] : null);
    if (chosen) {
      const link = this.#through(chosen);
      const others = new Candidates([chosen.account]);
      for (const { account, step } of found) others.add(account, { rule: 'secondCompany', value: step.name });
      return { ...link, resolution: { ...link.resolution, others: others.list() } };
    }
    return accounts.size === 0
      ? null
      : ambiguous([this.#step], [...accounts.values()], { rule: 'severalCompanies', value: this.#step.name });
  }

  /** By the domain of an address. The source names no company, so the chain ends at the record that a rep would open. */
  #byAddress(email: string | null): RecordLink {
    const domain = email === null ? null : registrableDomain(email);
    const owners = domain === null ? [] : this.#known.owners(domain);
    const evidence: LinkEvidence = { rule: 'emailDomain', value: domain ?? '' };
    const only = owners[0];
    if (owners.length === 1 && only) {
      const chain = [this.#step, ...this.#ownRecord(only)];
      const resolution: Resolution = { confidence: 'matched', chain, evidence: [evidence], candidates: [], others: [] };
      return { accountId: only.id, resolution };
    }
    return owners.length > 1 ? ambiguous([this.#step], owners, evidence) : none([this.#step]);
  }

  /** The customer's record in the first system that has pages for it; nothing when that system has several of them. */
  #ownRecord(account: NamedAccount): ChainStep[] {
    const companies = this.#known.companiesOf(account.id);
    const first = companies.find((c) => c.url !== null);
    const same = companies.filter((c) => c.system === first?.system);
    return first && same.length === 1 ? [first] : [];
  }

  /** What somebody asked for: by the company that the record names, or else by who asked. */
  #request(fact: Request): RecordLink {
    const requester = fact.requesterId === null ? undefined : this.#person(fact.requesterId);
    const link =
      fact.companyIds.length > 0
        ? through(requester, this.#byCompanies(fact) ?? none([this.#step]))
        : requester
          ? byRequester(requester, this.#step)
          : this.#byAddress('email' in fact ? fact.email : null);
    const { accountId, resolution } = link;
    const offered = [accountId, ...resolution.candidates.map((c) => c.accountId)];
    const others = new Candidates(
      offered.flatMap((id) => this.#known.account(id) ?? []),
      resolution.others,
    );
    for (const id of fact.copiedIds) {
      const person = this.#person(id);
      const account = this.#known.account(person?.link.accountId ?? null);
      if (person && account) others.add(account, { rule: 'copiedOnTicket', value: person.step.name });
    }
    return { accountId, resolution: { ...resolution, others: others.list() } };
  }

  #person(id: string): KnownPerson | undefined {
    return this.#known.person(personOf(this.#fact.key, id));
  }
}

/** The same link with who asked in between, if that is a person of the same customer: of two customers, the record's own word counts. */
function through(requester: KnownPerson | undefined, link: RecordLink): RecordLink {
  const [step, ...rest] = link.resolution.chain;
  if (!step || link.accountId === null || requester?.link.accountId !== link.accountId) return link;
  return { ...link, resolution: { ...link.resolution, chain: [step, requester.step, ...rest] } };
}

function byRequester({ link, step: { name }, hasCompany }: KnownPerson, step: ChainStep): RecordLink {
  const { accountId, resolution } = link;
  const label = hasCompany ? [] : [{ rule: 'requesterNoOrganization', value: name }];
  return {
    accountId,
    resolution: { ...resolution, chain: [step, ...resolution.chain], evidence: [...label, ...resolution.evidence] },
  };
}

function companyOf(near: SourceKey, id: string): SourceKey {
  return { source: near.source, kind: companyKinds[near.source], id };
}

function personOf(near: SourceKey, id: string): SourceKey {
  return { source: near.source, kind: personKinds[near.source], id };
}

function ambiguous(chain: ChainStep[], accounts: readonly NamedAccount[], evidence: LinkEvidence): RecordLink {
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

/** A record as a step of a chain. */
export function chainStep(fact: Fact): ChainStep {
  const { source, kind, id } = fact.key;
  const name = 'name' in fact ? fact.name : 'subject' in fact ? fact.subject : 'number' in fact ? fact.number : id;
  return { system: source, object: kind, id, name, url: fact.url };
}
