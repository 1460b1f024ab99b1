import type { Glossary } from '../../lib/contract/glossary.ts';
import { caps } from './health/caps.ts';
import { bandEdges, rulesVersion } from './health/computeHealth.ts';
import type { HealthGroup } from './health/defineFactor.ts';
import { factors } from './health/factors.ts';
import { groupWeights, minCoverage } from './health/scoreFacts.ts';
import { metrics } from './metrics/registry.ts';

/** What the numbers mean, as data; docs/metrics.md says the same in words and comes from the same definitions. */
export function glossary(): Glossary {
  return {
    metrics: Object.values(metrics).map(({ measure: _, ...words }) => ({
      ...words,
      sources: [...words.sources],
      edgeCases: [...words.edgeCases],
    })),
    health: {
      rulesVersion,
      minCoverage,
      groups: Object.entries(groupWeights).map(([id, weight]) => ({ id: id as HealthGroup, weight })),
      factors: factors.map(({ id, group, weight, unit, text, anchors, young }) => ({
        id,
        group,
        weight,
        unit,
        text,
        anchors: anchors.map(([value, score]) => [value, score]),
        ...(young
          ? { young: { ...young, anchors: young.anchors.map(([value, score]): [number, number] => [value, score]) } }
          : {}),
      })),
      caps: caps.map(({ id, ceiling, text }) => ({ id, ceiling, text })),
      bands: bandEdges.map(([id, from]) => ({ id, from })),
    },
  };
}
