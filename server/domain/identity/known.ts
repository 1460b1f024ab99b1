import type { ChainStep, Confidence, LinkEvidence, Resolution } from '../../../lib/contract/identity.ts';
import type { SourceKey } from '../model.ts';
import type { NamedAccount } from './candidates.ts';

/** The account of a record (null: none, or several fit) and how we know. */
export type RecordLink = { accountId: string | null; resolution: Resolution };
/** A company record that is linked: its account, how we know, and the record as a step. Of an id that was merged away, the survivor's. */
export type KnownCompany = { account: NamedAccount; confidence: Confidence; evidence: LinkEvidence[]; step: ChainStep };
/** A person that is linked. `hasCompany`: the source names one, whether it is known or not. */
export type KnownPerson = { link: RecordLink; step: ChainStep; hasCompany: boolean };

/** What is known already, as far as the records at hand may ask for it. */
export type Known = {
  account(id: string): NamedAccount | undefined;
  company(key: SourceKey): KnownCompany | undefined;
  person(key: SourceKey): KnownPerson | undefined;
  /** The accounts that have this domain as their own. */
  owners(domain: string): readonly NamedAccount[];
  /** The company records of an account, in the order of systems and ids. */
  companiesOf(accountId: string): readonly ChainStep[];
};
