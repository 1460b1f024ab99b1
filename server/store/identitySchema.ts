import type { Source } from '../domain/model.ts';

/** The tables of identity: what it works on, what people have decided, and why records are one. Part of `Schema`. */
export type IdentitySchema = {
  /** JSON of what identity needs to know of a company record, without its people. */
  company_identity: { tenant_id: string; source: Source; kind: string; id: string; company: string };
  /** The corporate address of a person, as a key, for each company that the source names for the person. */
  company_contact: {
    tenant_id: string;
    source: Source;
    person_id: string;
    company_id: string;
    contact: number;
    domain: string;
  };
  /**
   * Identity is due while `changes` and `resolved` differ. `basis`: what every link rests on. `result`: JSON of the last run. `indexed`: the
   * version of the index below; 0 while there is none.
   */
  identity_state: {
    tenant_id: string;
    changes: number;
    resolved: number;
    basis: string;
    result: string;
    indexed: number;
  };
  /** Company records whose identity is to be decided again. `marks` counts the reasons. */
  identity_change: { tenant_id: string; source: Source; kind: string; id: string; marks: number };
  /** The index: which customer, as keys left it, a company record is part of. */
  identity_member: { tenant_id: string; source: Source; kind: string; id: string; profile: number };
  /** Such a customer, the group of those that are decided about together, JSON of its keys and of what it adds to the totals. */
  identity_profile: { tenant_id: string; profile: number; component: number; keys: string; stats: string };
  /** Every key of every such customer. */
  identity_key: { tenant_id: string; key: number; profile: number };
  /** What people have decided about company records. The ids are those of the sources, so a decision outlives every clustering. */
  steward_decision: {
    tenant_id: string;
    id: string;
    verdict: 'must' | 'cannot';
    a_source: Source;
    a_kind: string;
    a_id: string;
    b_source: Source;
    b_kind: string;
    b_id: string;
    reason: string;
    actor: string;
    at: number;
    undone_at: number | null;
    undone_by: string | null;
  };
  /** Why two company records are one customer; `a` and `b` are `source/kind/id`. */
  match_edge: {
    tenant_id: string;
    a: string;
    b: string;
    rule: string;
    /** JSON: what both share, and the weights where similarity decided. */
    evidence: string;
    /** The probability where it was weighed; null where a key or a person decided. */
    score: number | null;
    model_version: number;
    at: number;
    actor: string;
  };
};
