import { acquisitionSource } from './acquisitionSource.ts';
import { averageOrderValue } from './averageOrderValue.ts';
import { churnRisk } from './churnRisk.ts';
import { creditNotes } from './creditNotes.ts';
import { csat } from './csat.ts';
import { customerLifetimeValue } from './customerLifetimeValue.ts';
import type { MetricDefinition } from './defineMetric.ts';
import { engagementScore } from './engagementScore.ts';
import { failedPayments } from './failedPayments.ts';
import { firstResponse } from './firstResponse.ts';
import { healthScore } from './healthScore.ts';
import { netRevenueRetention } from './netRevenueRetention.ts';
import { orderInterval } from './orderInterval.ts';
import { paymentStatus } from './paymentStatus.ts';
import { pipelineValue } from './pipelineValue.ts';
import { productUsage } from './productUsage.ts';
import { purchaseFrequency } from './purchaseFrequency.ts';
import { refundedValue } from './refundedValue.ts';
import { refundRate } from './refundRate.ts';
import { renewalRate } from './renewalRate.ts';
import { resolution } from './resolution.ts';
import { staleDeals } from './staleDeals.ts';
import { ticketVolume } from './ticketVolume.ts';
import { upsellPotential } from './upsellPotential.ts';
import { weightedPipeline } from './weightedPipeline.ts';

/** Every metric of the product, in the order in which a section shows them. A new one is a file here and a line in this list. */
export const metrics = {
  ticketVolume,
  firstResponse,
  resolution,
  csat,
  paymentStatus,
  failedPayments,
  customerLifetimeValue,
  netRevenueRetention,
  averageOrderValue,
  purchaseFrequency,
  orderInterval,
  refundRate,
  refundedValue,
  creditNotes,
  pipelineValue,
  weightedPipeline,
  staleDeals,
  renewalRate,
  upsellPotential,
  acquisitionSource,
  productUsage,
  engagementScore,
  healthScore,
  churnRisk,
} as const satisfies Record<string, MetricDefinition>;
