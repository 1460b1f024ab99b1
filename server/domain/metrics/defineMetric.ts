import type { Metric, Money } from '../../../lib/contract/values.ts';
import type { AccountFacts, Source, SourceStates } from '../model.ts';

/** Why a metric has no value. Each has its words in the panel. */
export const noValueReasons = [
  'nothingYet',
  'notConnected',
  'tooFew',
  'noBase',
  'noSeats',
  'noAmount',
  'notDated',
  'currencies',
  'blocked',
  'inPipeline',
  'notCustomer',
] as const;
export type NoValueReason = (typeof noValueReasons)[number];

/** What a number may be made up of. Each has its words in the panel. */
export const metricParts = [
  'problem',
  'question',
  'days1to30',
  'days31to60',
  'days61to90',
  'daysOver90',
  'new',
  'renewal',
  'expansion',
  'unknown',
] as const;
/** `n`: how much of what the metric counts. */
export type Part = { id: (typeof metricParts)[number]; n: number; amounts?: Money[] };

/**
 * What a metric measures. `value` null when nothing can be measured, or when the value is money or a word; `previous` null when the window
 * before is not comparable. `reason` is for a metric without any value; without one it is `nothingYet`.
 */
export type Measurement = {
  value: number | null;
  n: number;
  previous?: number | null;
  amounts?: Money[];
  upTo?: Money[];
  text?: string | null;
  parts?: Part[];
  reason?: NoValueReason;
};

/** What a number may rest on: a source that is pulled, or what was sent to the events endpoint. */
export type MetricSource = Source | 'events';

/** One metric, complete: what it means, how it is computed, where the definition comes from. One file each, listed in registry.ts; docs/metrics.md is made from these. */
export type MetricDefinition = {
  id: string;
  /** The field's own term. */
  term: string;
  /** The section of the document that carries it. */
  section: 'support' | 'billing' | 'pipeline' | 'usage' | 'health';
  formula: string;
  unit: Metric['unit'];
  /** Look-back in days; null: now. */
  windowDays: number | null;
  /** What `n` counts: the denominator, or what the number rests on. */
  counts: string;
  /** Which way is good; it is printed, because the field does not agree. */
  direction: 'high is good' | 'high is bad' | 'neither';
  sources: readonly MetricSource[];
  /** Who answers for the number. */
  owner: string;
  edgeCases: readonly string[];
  definitionSource: string;
  measure(facts: AccountFacts, nowMs: number): Measurement;
};

/** Declares a metric. Identity on purpose: it gives the type, and the folder test finds the declarations. */
export function defineMetric(definition: MetricDefinition): MetricDefinition {
  return definition;
}

/**
 * Measures a metric in the form of the contract. NaN and infinities become null. With `states`, the metric names the sources that are
 * connected and the age of the oldest.
 */
export function measure(
  definition: MetricDefinition,
  facts: AccountFacts,
  nowMs: number,
  states?: SourceStates,
): Metric {
  const { previous, text, ...found } = definition.measure(facts, nowMs);
  const value = finite(found.value);
  const { amounts = [], upTo = [], parts = [] } = found;
  const isEmpty = value === null && amounts.length + upTo.length === 0 && (text ?? null) === null;
  return {
    id: definition.id,
    value,
    unit: definition.unit,
    n: found.n,
    windowDays: definition.windowDays,
    previous: finite(previous ?? null),
    ...provenance(definition, facts, states),
    ...(amounts.length > 0 ? { amounts } : {}),
    ...(upTo.length > 0 ? { upTo } : {}),
    ...(text ? { text } : {}),
    ...(parts.length > 0 ? { parts } : {}),
    ...(isEmpty ? { reason: found.reason ?? 'nothingYet' } : {}),
  };
}

/** What an imported file may add to the numbers of each section. */
const importable: Record<MetricDefinition['section'], readonly (keyof AccountFacts)[]> = {
  support: ['tickets'],
  billing: ['subscriptions', 'invoices', 'payments', 'orders', 'refunds'],
  pipeline: ['deals', 'contracts', 'subscriptions', 'people'],
  usage: ['subscriptions'],
  health: ['tickets', 'subscriptions', 'invoices', 'payments', 'people', 'deals'],
};

/** Whether a file has part in a number: it has facts of this account that the section counts, or tells of activity. */
function isFromFile({ section, sources }: MetricDefinition, facts: AccountFacts): boolean {
  if (sources.includes('events') && facts.activityFrom.includes('file')) return true;
  return importable[section].some((list) =>
    (facts[list] as readonly { key?: { source: Source } }[]).some((fact) => fact.key?.source === 'file'),
  );
}

function provenance(
  definition: MetricDefinition,
  facts: AccountFacts,
  states: SourceStates | undefined,
): Pick<Metric, 'sources' | 'asOf'> {
  if (!states) return { sources: [...definition.sources] };
  const wanted: readonly MetricSource[] = [
    ...definition.sources,
    ...(states.file !== null && isFromFile(definition, facts) ? ['file' as const] : []),
  ];
  const sources = wanted.filter((s) => (s === 'events' ? facts.activityFrom.includes('events') : states[s] !== null));
  const read = sources.flatMap((s) => (s === 'events' ? [] : (states[s]?.lastSuccessAt ?? [])));
  return { sources, asOf: read.length === 0 ? null : instantText(Math.min(...read)) };
}

let lastInstant = { ms: 0, text: '1970-01-01T00:00:00.000Z' };

/** As ISO 8601. Of the numbers of many accounts the age is the same, so the last text is kept. */
function instantText(ms: number): string {
  if (ms !== lastInstant.ms) lastInstant = { ms, text: new Date(ms).toISOString() };
  return lastInstant.text;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

export const dayMs = 86_400_000;

/** Whether `atMs` lies in the last `days` days before `nowMs` (the start excluded, now included). */
export function within(atMs: number | null, nowMs: number, days: number): boolean {
  return atMs !== null && atMs <= nowMs && atMs > nowMs - days * dayMs;
}

/** The least value that this share of the values does not exceed (nearest rank); null for none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** The middle value, the mean of the two middle ones for an even count; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
