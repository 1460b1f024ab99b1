import type { HeldAction, NextAction } from '../../../lib/contract/action.ts';
import type { Health } from '../../../lib/contract/sections.ts';
import { openDisputes } from '../billing.ts';
import { refusesContact } from '../consent.ts';
import type { AccountFacts } from '../model.ts';
import { mergePeople } from '../people.ts';
import { urgentTickets } from '../urgentTickets.ts';
import type { Proposal, RuleDefinition } from './defineRule.ts';
import { rules as allRules } from './registry.ts';
import { type PastReaction, suppressionOf } from './suppression.ts';

const maxShown = 3;
const horizonDays = 30;
const dayMs = 86_400_000;

/** What the ranking knows about the tenant as a whole. */
export type RankingContext = {
  /** Per rule: how often it proved useful and how often not. */
  usefulness: ReadonlyMap<string, { useful: number; useless: number }>;
  /** 95th percentile of annual recurring revenue, minor units per currency. */
  p95Arr: ReadonlyMap<string, number>;
  /** Administrator's lever per rule, 0.5 to 2; 1 when absent. */
  levers?: ReadonlyMap<string, number>;
};

type Ranked = { rule: RuleDefinition; proposal: Proposal; action: NextAction };

/**
 * Next best actions of an account: propose, gate, suppress, score P x C x V x L x K, diversify, keep three. Every prompt that is
 * held back is returned with the first gate that held it. Pure: the same input gives the same order.
 */
export function nextActions(
  input: { accountId: string; facts: AccountFacts; health: Health; freshness: number; nowMs: number },
  reactions: readonly PastReaction[],
  ranking: RankingContext,
  rules: readonly RuleDefinition[] = allRules,
): { actions: NextAction[]; held: HeldAction[] } {
  const held: HeldAction[] = [];
  const ranked: Ranked[] = [];
  for (const rule of rules) {
    const proposal = rule.propose(input);
    if (!proposal || proposal.why.length === 0) continue;
    const action = toAction(rule, proposal, input, ranking);
    const own = reactions.filter((r) => r.actionKey === action.key);
    const stop = gateOf(rule, proposal, input) ?? suppressionOf(own, input.nowMs);
    if (stop) held.push({ ruleId: rule.id, title: action.title, ...stop });
    else ranked.push({ rule, proposal, action });
  }
  ranked.sort(compareRanked);
  const actions: NextAction[] = [];
  const categories = new Set<string>();
  for (const { rule, proposal, action } of ranked) {
    if (categories.has(rule.category) && !proposal.critical) {
      held.push({
        ruleId: rule.id,
        title: action.title,
        gate: 'oneOfAKind',
        reason: `Another ${rule.category} prompt is more pressing.`,
      });
    } else if (actions.length >= maxShown) {
      held.push({ ruleId: rule.id, title: action.title, gate: 'limit', reason: 'Three prompts are enough at a time.' });
    } else {
      categories.add(rule.category);
      actions.push(action);
    }
  }
  return { actions, held };
}

function gateOf(
  rule: RuleDefinition,
  proposal: Proposal,
  input: { facts: AccountFacts; nowMs: number },
): { gate: string; reason: string } | null {
  const { facts, nowMs } = input;
  if (proposal.expiresAtMs !== null && proposal.expiresAtMs <= nowMs)
    return { gate: 'expired', reason: 'Its time has passed.' };
  if (rule.category !== 'expansion') return null;
  const urgent = urgentTickets(facts)[0];
  if (urgent) return { gate: 'openUrgentTicket', reason: `Waits for ticket ${urgent.key.id}.` };
  if (openDisputes(facts).length > 0) return { gate: 'openDispute', reason: 'Waits until the dispute is settled.' };
  const people = mergePeople(facts.people);
  if (people.length > 0 && people.every((p) => refusesContact(p, nowMs)))
    return { gate: 'doNotContact', reason: 'Nobody there wishes to be contacted.' };
  return null;
}

function toAction(
  rule: RuleDefinition,
  proposal: Proposal,
  input: { accountId: string; health: Health; freshness: number; nowMs: number },
  ranking: RankingContext,
): NextAction {
  const stats = ranking.usefulness.get(rule.id) ?? { useful: 0, useless: 0 };
  const daysLeft = proposal.dueAtMs === null ? horizonDays : (proposal.dueAtMs - input.nowMs) / dayMs;
  const p95 = proposal.value ? (ranking.p95Arr.get(proposal.value.currency) ?? 0) : 0;
  const factors = {
    P: round((stats.useful + 2) / (stats.useful + stats.useless + 4)),
    C: round(1 + clamp((horizonDays - daysLeft) / horizonDays, 0, 1)),
    V:
      proposal.value && p95 > 0
        ? round(clamp(Math.log10(1 + proposal.value.amountMinor) / Math.log10(1 + p95), 0.2, 1))
        : 0.2,
    L: round(clamp(ranking.levers?.get(rule.id) ?? 1, 0.5, 2)),
    K: round(clamp(0.5 + 0.5 * input.health.coverage * input.freshness, 0.5, 1)),
  };
  return {
    key: `${input.accountId}:${rule.id}:${proposal.subject}`.slice(0, 200),
    ruleId: rule.id,
    ruleVersion: rule.version,
    category: rule.category,
    title: proposal.title,
    why: proposal.why,
    steps: proposal.steps,
    ownerRoles: [...rule.ownerRoles],
    effortMin: rule.effortMin,
    value: proposal.value,
    dueAt: proposal.dueAtMs === null ? null : new Date(proposal.dueAtMs).toISOString(),
    expiresAt: proposal.expiresAtMs === null ? null : new Date(proposal.expiresAtMs).toISOString(),
    endCondition: rule.endCondition,
    score: factors.P * factors.C * factors.V * factors.L * factors.K,
    factors,
  };
}

/** Critical first, then score; ties: earlier due date, smaller effort, id. Stable, so that nothing jumps between two builds. */
function compareRanked(a: Ranked, b: Ranked): number {
  return (
    Number(b.proposal.critical ?? false) - Number(a.proposal.critical ?? false) ||
    b.action.score - a.action.score ||
    (a.proposal.dueAtMs ?? Infinity) - (b.proposal.dueAtMs ?? Infinity) ||
    a.rule.effortMin - b.rule.effortMin ||
    (a.rule.id < b.rule.id ? -1 : 1)
  );
}

function clamp(x: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, x));
}

function round(x: number): number {
  return Math.round(x * 1000) / 1000;
}
