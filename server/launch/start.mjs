// `npm start`: runs on any Node >= 20 with nothing installed, installs what is missing, goes on in Node 24.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePackages, ensureSystem, projectEnv, root, SetupError } from './prepare.mjs';

try {
  const node = ensurePackages();
  if (!process.argv.includes('--help')) ensureSystem('chromium');
  const child = spawn(node, [join(root, 'server', 'launch', 'main.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnv(),
  });
  // Ctrl-C reaches the child by itself from a terminal; a signal sent to this process alone is handed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 130 : 1);
  });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
