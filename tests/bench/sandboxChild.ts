import { startSandbox } from '../../server/sandbox/startSandbox.ts';

/** The sandbox in a process of its own, so that its work and memory are not counted; tells its address. */
const sandbox = await startSandbox({ port: 0, accounts: Number(process.argv[2]) });
process.send?.(sandbox.url);
