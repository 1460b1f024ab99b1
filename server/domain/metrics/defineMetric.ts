import type { Metric } from '../../../lib/contract/values.ts';
import type { AccountFacts } from '../model.ts';

/** One metric, complete: what it means, how it is computed, where the definition comes from. One file each, listed in registry.ts; docs/metrics.md is made from these. */
export type MetricDefinition = {
  id: string;
  /** The field's own term. */
  term: string;
  /** The section of the document that carries it. */
  section: 'support' | 'billing';
  formula: string;
  unit: Metric['unit'];
  /** Look-back in days; null: now. */
  windowDays: number | null;
  sources: readonly string[];
  /** Who answers for the number. */
  owner: string;
  edgeCases: readonly string[];
  definitionSource: string;
  /** `value` null when nothing can be measured; `previous` null when the window before is not comparable. */
  measure(facts: AccountFacts, nowMs: number): { value: number | null; n: number; previous: number | null };
};

/** Declares a metric. Identity on purpose: it gives the type, and the folder test finds the declarations. */
export function defineMetric(definition: MetricDefinition): MetricDefinition {
  return definition;
}

/** Measures a metric in the form of the contract. NaN and infinities become null. */
export function measure(definition: MetricDefinition, facts: AccountFacts, nowMs: number): Metric {
  const { value, n, previous } = definition.measure(facts, nowMs);
  return {
    id: definition.id,
    value: finite(value),
    unit: definition.unit,
    n,
    windowDays: definition.windowDays,
    previous: finite(previous),
    sources: [...definition.sources],
  };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

export const dayMs = 86_400_000;

/** Whether `atMs` lies in the last `days` days before `nowMs` (the start excluded, now included). */
export function within(atMs: number | null, nowMs: number, days: number): boolean {
  return atMs !== null && atMs <= nowMs && atMs > nowMs - days * dayMs;
}

/** The middle value, the mean of the two middle ones for an even count; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
