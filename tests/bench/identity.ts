import { resolveIdentity } from '../../server/domain/identity/resolveIdentity.ts';
import { buildWorld } from '../../server/sandbox/world/buildWorld.ts';
import { evaluateAccounts, worldCompanies } from '../support/worldCompanies.ts';
import type { Figure } from './statistics.ts';

/** Company records, about; `--records` chooses other sizes, up to a million. */
export const defaultSizes: readonly number[] = [10_000];
/** Company records of an account of the world, on average. */
const recordsOfAccount = 3.6;
const seed = 20_261_121;

/** How well and how fast company records of noisy worlds are made customers, all rules together, with defaults. */
export function measureIdentity(sizes: readonly number[], onRound: () => void): Figure[] {
  return sizes.flatMap((size) => {
    const accounts = Math.round(size / recordsOfAccount);
    const world = buildWorld({ seed, accounts, nowMs: Date.UTC(2026, 10, 21), noise: true, companiesOnly: true });
    const { companies, truthOf } = worldCompanies(world);
    const startedAt = process.cpuUsage();
    const identity = resolveIdentity(companies);
    // Of the processor: what other programs take meanwhile is not its cost.
    const { user, system } = process.cpuUsage(startedAt);
    const { precision, recall } = evaluateAccounts(identity, truthOf);
    const group = `identity, ${companies.length.toLocaleString('en')} company records of a noisy world`;
    onRound();
    return [
      { group, name: 'precision', value: precision, unit: '', limit: 0.995, atLeast: true },
      { group, name: 'recall', value: recall, unit: '', limit: 0.93, atLeast: true },
      { group, name: 'joined by similarity', value: identity.graph.edges.filter((e) => e.weighing).length, unit: '' },
      { group, name: 'pairs shown, not joined', value: identity.review.length, unit: '' },
      { group, name: 'processor time', value: (user + system) / 1e6, unit: 's' },
      { group, name: 'most memory, process', value: process.resourceUsage().maxRSS / 1024, unit: 'MB' },
    ];
  });
}
