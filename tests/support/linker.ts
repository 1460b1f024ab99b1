import { keyText } from '../../server/domain/identity/companyKey.ts';
import type { Known, KnownCompany, KnownPerson, RecordLink } from '../../server/domain/identity/known.ts';
import {
  chainStep,
  type DependentLink,
  linkCompany,
  linkMerged,
  linkRecord,
} from '../../server/domain/identity/linkRecord.ts';
import type { ResolvedAccount } from '../../server/domain/identity/nameAccounts.ts';
import type { CompanyFact, Fact, SourceKey } from '../../server/domain/model.ts';

/** Links facts with everything in memory: the accounts as they were resolved, and the people that were linked before. */
export class Linker implements Known {
  readonly #accounts = new Map<string, ResolvedAccount>();
  readonly #links = new Map<string, RecordLink>();
  readonly #companies = new Map<string, KnownCompany>();
  readonly #people = new Map<string, KnownPerson>();

  constructor(accounts: readonly ResolvedAccount[], companies: readonly CompanyFact[]) {
    const urls = new Map(companies.map((c) => [keyText(c.key), c.url]));
    for (const account of accounts) {
      this.#accounts.set(account.id, account);
      for (const member of account.members) {
        const link = linkCompany(account, member, urls.get(keyText(member.key)) ?? null);
        this.#links.set(keyText(member.key), link);
        const { confidence, evidence, chain } = link.resolution;
        const step = chain[0];
        if (step) this.#companies.set(keyText(member.key), { account: named(account), confidence, evidence, step });
      }
      for (const { key, into } of account.merged) {
        const link = this.#links.get(keyText(into));
        const company = this.#companies.get(keyText(into));
        if (link) this.#links.set(keyText(key), linkMerged(key, link));
        if (company) this.#companies.set(keyText(key), company);
      }
    }
  }

  link(fact: Fact): RecordLink {
    if (fact.type === 'company') return this.linkOf(fact.key);
    const { accountId, resolution } = this.linkWithNeeds(fact);
    if (fact.type === 'person')
      this.#people.set(keyText(fact.key), {
        link: { accountId, resolution },
        step: chainStep(fact),
        hasCompany: fact.companyIds.length > 0,
      });
    return { accountId, resolution };
  }

  linkWithNeeds(fact: Exclude<Fact, CompanyFact>): DependentLink {
    return linkRecord(fact, this);
  }

  /** The link of a company record, or of an id that was merged away. */
  linkOf(key: SourceKey): RecordLink {
    const link = this.#links.get(keyText(key));
    if (!link) throw new Error(`${keyText(key)} is not linked.`);
    return link;
  }

  account(id: string) {
    const account = this.#accounts.get(id);
    return account && named(account);
  }

  company(key: SourceKey) {
    return this.#companies.get(keyText(key));
  }

  person(key: SourceKey) {
    return this.#people.get(keyText(key));
  }

  owners(domain: string) {
    return [...this.#accounts.values()].filter((a) => a.domains.includes(domain)).map(named);
  }

  companiesOf(accountId: string) {
    return (this.#accounts.get(accountId)?.members ?? []).flatMap(
      (m) => this.#companies.get(keyText(m.key))?.step ?? [],
    );
  }
}

const named = ({ id, name, domains }: ResolvedAccount) => ({ id, name, domain: domains[0] ?? null });
