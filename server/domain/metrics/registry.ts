import { csat } from './csat.ts';
import type { MetricDefinition } from './defineMetric.ts';
import { failedPayments } from './failedPayments.ts';
import { firstResponse } from './firstResponse.ts';
import { resolution } from './resolution.ts';
import { ticketVolume } from './ticketVolume.ts';

/** Every metric of the product, in the order in which a section shows them. A new one is a file here and a line in this list. */
export const metrics = {
  ticketVolume,
  firstResponse,
  resolution,
  csat,
  failedPayments,
} as const satisfies Record<string, MetricDefinition>;
