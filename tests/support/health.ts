import type { Health } from '../../lib/contract/sections.ts';

/** The health of an account that is well and fully known. */
export const calm: Health = {
  score: 90,
  band: 'healthy',
  coverage: 1,
  confidence: 'high',
  factors: [],
  caps: [],
  trend: null,
  history: [],
  rulesVersion: 1,
};
