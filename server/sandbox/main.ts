import { parseArgs } from 'node:util';
import { defaultAccounts, defaultSandboxPort, defaultSeed } from './instances.ts';
import { startSandbox } from './startSandbox.ts';
import { writeTruth } from './truth.ts';

/** The sandbox by itself: `node server/sandbox/main.ts [--port 4621] [--seed 7] [--accounts 200] [--currency EUR] [--truth FILE]`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: String(defaultSandboxPort) },
    seed: { type: 'string', default: String(defaultSeed) },
    accounts: { type: 'string', default: String(defaultAccounts) },
    currency: { type: 'string' },
    truth: { type: 'string' },
  },
});
const sandbox = await startSandbox({
  port: Number(values.port),
  seed: Number(values.seed),
  accounts: Number(values.accounts),
  ...(values.currency ? { oneCurrency: values.currency } : {}),
});
if (values.truth) writeTruth(sandbox.world, values.truth);
console.log(`Sandbox with ${sandbox.world.customers.length} customers (seed ${sandbox.world.seed}) at ${sandbox.url}`);
process.once('SIGINT', () => void sandbox.close());
process.once('SIGTERM', () => void sandbox.close());
