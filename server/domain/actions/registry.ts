import { championLeft } from './championLeft.ts';
import type { RuleDefinition } from './defineRule.ts';
import { moveExpansion } from './moveExpansion.ts';
import { openDispute } from './openDispute.ts';
import { overdueInvoice } from './overdueInvoice.ts';
import { renewalAtRisk } from './renewalAtRisk.ts';
import { urgentTicket } from './urgentTicket.ts';

/** Every rule. A new one is a file here and a line in this list. */
export const rules: readonly RuleDefinition[] = [
  overdueInvoice,
  openDispute,
  renewalAtRisk,
  urgentTicket,
  championLeft,
  moveExpansion,
];
