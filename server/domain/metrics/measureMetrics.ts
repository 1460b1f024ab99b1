import type { Metric } from '../../../lib/contract/values.ts';
import type { AccountFacts, SourceStates } from '../model.ts';
import { type MetricDefinition, measure } from './defineMetric.ts';
import { metrics } from './registry.ts';

/** Every registered metric, measured once, in the order of the registry. */
export type MeasuredMetrics = Record<keyof typeof metrics, Metric>;

/** Measures all metrics of an account. The only way in which a metric gets into a document. */
export function measureMetrics(facts: AccountFacts, nowMs: number, states?: SourceStates): MeasuredMetrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([id, definition]) => [id, measure(definition, facts, nowMs, states)]),
  ) as MeasuredMetrics;
}

/** The metrics that one section of the document shows, in the order of the registry. */
export function metricsOfSection(measured: MeasuredMetrics, section: MetricDefinition['section']): Metric[] {
  return (Object.keys(metrics) as (keyof typeof metrics)[])
    .filter((id) => metrics[id].section === section)
    .map((id) => measured[id]);
}
