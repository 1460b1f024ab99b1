import { acquisitionSource } from './acquisitionSource.ts';
import { averageOrderValue } from './averageOrderValue.ts';
import { churnRisk } from './churnRisk.ts';
import { convertingTouch } from './convertingTouch.ts';
import { creditNotes } from './creditNotes.ts';
import { csat } from './csat.ts';
import { customerLifetimeValue } from './customerLifetimeValue.ts';
import type { MetricDefinition } from './defineMetric.ts';
import { engagementScore } from './engagementScore.ts';
import { failedPayments } from './failedPayments.ts';
import { firstResponse } from './firstResponse.ts';
import { firstResponseP90 } from './firstResponseP90.ts';
import { grossRevenueRetention } from './grossRevenueRetention.ts';
import { healthScore } from './healthScore.ts';
import { netRevenueRetention } from './netRevenueRetention.ts';
import { openTicketAge } from './openTicketAge.ts';
import { orderInterval } from './orderInterval.ts';
import { overdueAmount } from './overdueAmount.ts';
import { paymentRetry } from './paymentRetry.ts';
import { paymentStatus } from './paymentStatus.ts';
import { pipelineValue } from './pipelineValue.ts';
import { productUsage } from './productUsage.ts';
import { purchaseFrequency } from './purchaseFrequency.ts';
import { refundedValue } from './refundedValue.ts';
import { refundRate } from './refundRate.ts';
import { renewalRate } from './renewalRate.ts';
import { resolution } from './resolution.ts';
import { slaBreaches } from './slaBreaches.ts';
import { staleDeals } from './staleDeals.ts';
import { ticketsPer100Seats } from './ticketsPer100Seats.ts';
import { ticketVolume } from './ticketVolume.ts';
import { upsellPotential } from './upsellPotential.ts';
import { usageDepth } from './usageDepth.ts';
import { waitingTickets } from './waitingTickets.ts';
import { weightedPipeline } from './weightedPipeline.ts';

/** Every metric of the product, in the order in which a section shows them. A new one is a file here and a line in this list. */
export const metrics = {
  ticketVolume,
  ticketsPer100Seats,
  firstResponse,
  firstResponseP90,
  waitingTickets,
  resolution,
  openTicketAge,
  slaBreaches,
  csat,
  paymentStatus,
  overdueAmount,
  paymentRetry,
  failedPayments,
  customerLifetimeValue,
  netRevenueRetention,
  grossRevenueRetention,
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
  convertingTouch,
  productUsage,
  usageDepth,
  engagementScore,
  healthScore,
  churnRisk,
} as const satisfies Record<string, MetricDefinition>;
