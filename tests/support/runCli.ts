import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../server/cli.ts', import.meta.url));

export type CliResult = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };
export type CliChild = {
  child: ChildProcess;
  /** Resolves when the process has ended and its output is complete; never rejects for an exit code. */
  result: Promise<CliResult>;
  /** Resolves with the first value that `find` makes of the standard output so far; rejects when the process ends before that. */
  output<T>(find: (stdout: string) => T | null): Promise<T>;
};

/** Starts the real command line in a process of its own. `preload` is a module that runs before it, `input` is its standard input. */
export function startCli(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; preload?: string; input?: string } = {},
): CliChild {
  const { DATABASE_URL: _unset, ...inherited } = process.env;
  const child = spawn(process.execPath, [...(options.preload ? ['--import', options.preload] : []), cli, ...args], {
    // Compiling the program takes half of a start; the processes share the result where Node keeps it by default.
    env: {
      ...inherited,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ...options.env,
    },
    stdio: 'pipe',
  });
  // A program that has ended needs no input.
  child.stdin.on('error', () => undefined).end(options.input);
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    result,
    output: (find) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = find(stdout);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        result.then(
          (r) => reject(new Error(`The process ended with ${r.signal ?? r.code}.\n${r.stdout}\n${r.stderr}`)),
          reject,
        );
      }),
  };
}

/** Runs one command to its end. */
export function runCli(args: readonly string[], options?: Parameters<typeof startCli>[1]): Promise<CliResult> {
  return startCli(args, options).result;
}

/** Starts `alongside serve` on a free port and waits until it listens. */
export async function startServe(
  args: readonly string[],
  options?: Parameters<typeof startCli>[1],
): Promise<CliChild & { url: string }> {
  const started = startCli(['serve', '--port', '0', '--json', ...args], options);
  const url = await started.output((stdout) => /"url": "(http:[^"]+)"/.exec(stdout)?.[1] ?? null);
  return { ...started, url };
}
