import type { CrmSystem } from '../../lib/contract/record.ts';
import type { DriftSum } from '../store/drift.ts';

const leastTries = 10;
const names: Record<CrmSystem, string> = { salesforce: 'Salesforce', hubspot: 'HubSpot', zendesk: 'Zendesk' };

/**
 * A sentence for each hint that was missed more often than found, once there are enough tries. Only the newest pack of a system counts:
 * what an older one misses, an update has answered.
 */
export function missedHints(sums: readonly DriftSum[]): string[] {
  return sums.flatMap(({ system, pack, hint, found, missed, firstDay }) => {
    const tries = found + missed;
    const isNewest = sums.every((other) => other.system !== system || other.pack <= pack);
    return isNewest && tries >= leastTries && missed * 2 > tries
      ? [
          `${names[system]} hint ${hint} missed ${missed} of ${tries} since ${firstDay}: the vendor has changed its page; the panel goes by addresses only`,
        ]
      : [];
  });
}
