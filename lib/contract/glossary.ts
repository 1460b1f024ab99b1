import * as z from 'zod/mini';
import { HealthFactor } from './sections.ts';
import { MetricUnit } from './values.ts';

const Anchors = z.array(z.tuple([z.number(), z.number()]));

/** `GET /v1/glossary`: what the numbers mean, from the definitions that compute them. */
export const Glossary = z.object({
  metrics: z.array(
    z.object({
      id: z.string(),
      term: z.string(),
      section: z.string(),
      formula: z.string(),
      unit: MetricUnit,
      windowDays: z.nullable(z.int()),
      counts: z.string(),
      direction: z.string(),
      sources: z.array(z.string()),
      owner: z.string(),
      edgeCases: z.array(z.string()),
      definitionSource: z.string(),
    }),
  ),
  health: z.object({
    rulesVersion: z.int(),
    minCoverage: z.number(),
    groups: z.array(z.object({ id: HealthFactor.def.shape.group, weight: z.number() })),
    factors: z.array(
      z.object({
        id: z.string(),
        group: HealthFactor.def.shape.group,
        weight: z.number(),
        unit: z.string(),
        text: z.string(),
        anchors: Anchors,
        young: z.optional(z.object({ belowDays: z.int(), anchors: Anchors })),
      }),
    ),
    caps: z.array(z.object({ id: z.string(), ceiling: z.number(), text: z.string() })),
    bands: z.array(z.object({ id: z.string(), from: z.number() })),
  }),
});
export type Glossary = z.infer<typeof Glossary>;
