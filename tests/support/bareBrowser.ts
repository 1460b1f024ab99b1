import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from '../../server/launch/findBrowser.ts';
import type { PageResponse } from '../playground/playground.ts';
import { extensionFlags, quietFlags } from './browser.ts';

const answerWithinMs = 30_000;

/** `parentId`: of a frame in a process of its own, the target around it. */
export type Target = { targetId: string; type: string; url: string; parentId?: string };
export type Session = {
  targetId: string;
  send<T = unknown>(method: string, params?: object): Promise<T>;
  /** Runs an expression in the target, waits for its promise, and returns the plain value. */
  evaluate<T>(expression: string): Promise<T>;
  /** Calls back with what the target tells under this name, until the session ends; the last listener counts. */
  on<T>(method: string, listener: (params: T) => void): void;
  detach(): Promise<void>;
};
export type BareBrowser = {
  /** A tab whose requests are answered by `answer`, or fail; without one they go their own way. */
  open(url: string, answer: ((url: string) => PageResponse | null) | null): Promise<Session>;
  targets(): Promise<Target[]>;
  attach(targetId: string): Promise<Session>;
  close(): Promise<void>;
};

/**
 * Starts Chromium for measurements, with a debugger attached to nothing but what is asked for. Automation libraries attach themselves to
 * every worker and frame, and each navigation then waits for them: tens of milliseconds that no person ever sees. `interprets`: scripts are
 * never compiled to machine code, which the engine does by and by, into the heap.
 */
export async function launchBare({
  extension,
  profile,
  interprets = false,
}: {
  extension: string;
  profile: string;
  interprets?: boolean;
}): Promise<BareBrowser> {
  const executable = findBrowser();
  if (!executable)
    throw new Error('No Chromium was found. Install it ("apt-get install chromium") or name it in CHROMIUM.');
  const flags = [...quietFlags, ...extensionFlags(extension), '--headless', '--remote-debugging-port=0'];
  if (interprets) flags.push('--js-flags=--no-sparkplug --no-maglev --no-turbofan');
  const page = ['--window-size=1440,900', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(executable, [...flags, ...page], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const socket = await connect(join(profile, 'DevToolsActivePort'));

  let last = 0;
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  /** By session and name of the event. */
  const listeners = new Map<string, (params: never) => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data));
    const waiting = answers.get(message.id);
    answers.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
    listeners.get(`${message.sessionId} ${message.method}`)?.(message.params as never);
  });
  const send = <T>(method: string, params: object = {}, sessionId?: string) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      answers.set(id, { resolve: resolve as (value: unknown) => void, reject });
      setTimeout(
        () => reject(new Error(`${method} was not answered within ${answerWithinMs} ms.`)),
        answerWithinMs,
      ).unref();
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  const listen = <T>(id: string, method: string, listener: (params: T) => void) => {
    listeners.set(`${id} ${method}`, listener);
  };
  const sessionOf = (id: string, targetId: string): Session => ({
    targetId,
    send: (method, params) => send(method, params, id),
    async evaluate<T>(expression: string) {
      type Result = { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
      const params = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await send<Result>('Runtime.evaluate', params, id);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'The expression failed.');
      return result.value;
    },
    on: (method, listener) => listen(id, method, listener),
    async detach() {
      await send('Target.detachFromTarget', { sessionId: id }).catch(() => undefined);
      for (const key of listeners.keys()) if (key.startsWith(`${id} `)) listeners.delete(key);
    },
  });
  const attach = async (targetId: string) =>
    (await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })).sessionId;

  const answerRequests = async (id: string, answer: (url: string) => PageResponse | null) => {
    type Paused = { requestId: string; request: { url: string } };
    listen<Paused>(id, 'Fetch.requestPaused', ({ requestId, request }) => {
      const response = answer(request.url);
      const responseHeaders = Object.entries(response?.headers ?? {}).map(([name, value]) => ({ name, value }));
      const body = Buffer.from(response?.body ?? '').toString('base64');
      const filled = { requestId, responseCode: response?.status ?? 200, responseHeaders, body };
      const sent = response
        ? send('Fetch.fulfillRequest', filled, id)
        : send('Fetch.failRequest', { requestId, errorReason: 'Failed' }, id);
      sent.catch(() => undefined);
    });
    await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, id);
  };

  return {
    async open(url, answer) {
      const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
      const id = await attach(targetId);
      if (answer) await answerRequests(id, answer);
      await send('Page.navigate', { url }, id);
      return sessionOf(id, targetId);
    },
    targets: async () => (await send<{ targetInfos: Target[] }>('Target.getTargets', { filter: [{}] })).targetInfos,
    attach: async (targetId) => sessionOf(await attach(targetId), targetId),
    async close() {
      await send('Browser.close').catch(() => undefined);
      await exited;
    },
  };
}

/** The browser writes its port and path to a file of its profile once it listens. */
async function connect(file: string): Promise<WebSocket> {
  const deadline = Date.now() + 20_000;
  while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length < 2) {
    if (Date.now() > deadline) throw new Error('The browser did not open its debugging port.');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [port, path] = readFileSync(file, 'utf8').trim().split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('The browser refused the debugger.')), { once: true });
  });
  return socket;
}
