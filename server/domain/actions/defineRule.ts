import type { ActionCategory, Evidence, NextAction } from '../../../lib/contract/action.ts';
import type { Health } from '../../../lib/contract/sections.ts';
import type { Money } from '../../../lib/contract/values.ts';
import type { AccountFacts } from '../model.ts';

/** What a rule may look at. */
export type RuleInput = { facts: AccountFacts; health: Health; nowMs: number };

/** What a rule proposes. `subject` names the cause, so that the same cause keeps its key and a new cause gets a new one. */
export type Proposal = {
  subject: string;
  /** A sentence a colleague would say, at most 80 characters. */
  title: string;
  why: Evidence[];
  steps: string[];
  value: Money | null;
  dueAtMs: number | null;
  expiresAtMs: number | null;
  /** Critical proposals are shown even beside another one of their category. */
  critical?: boolean;
};

export type RuleDefinition = {
  id: string;
  version: number;
  category: ActionCategory;
  ownerRoles: NextAction['ownerRoles'];
  effortMin: number;
  /** When the rule fires, in a sentence; docs/metrics.md is made from these. */
  text: string;
  /** The observable fact that closes the action. */
  endCondition: string;
  /** Null when the rule does not fire; never a proposal without evidence. */
  propose(input: RuleInput): Proposal | null;
};

/** Declares a rule; the registry lists it and the folder test finds it. */
export function defineRule(definition: RuleDefinition): RuleDefinition {
  return definition;
}
