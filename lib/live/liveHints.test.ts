import { describe, expect, it } from 'vitest';
import { pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { people, problemReply } from '../../tests/support/extensionBackend.ts';
import { type Clock, until } from '../../tests/support/extensionClock.ts';
import { silentMs } from './silenceWatch.ts';

const hint = (accountId: string) => JSON.stringify({ accountId, version: 2 });

/** Between two tries; what watches a connection for silence sleeps longer than any pause. */
const pausing =
  ({ clock }: { clock: Clock }) =>
  () =>
    (clock.nextInMs() ?? silentMs) < silentMs;

/** A panel with the customer `a1`, listening. */
async function listening() {
  const { ext, backend, tab } = await pairedExtension();
  backend.put('a1', 'Acme', ticket(1));
  const panel = ext.panel(tab);
  await ext.opened(tab, ticketUrl(1));
  await panel.ready('a1');
  await until(() => backend.streams.size === 1);
  const nameIs = (name: string) => until(() => panel.last()?.context?.document?.header.name === name, name);
  const asked = () => backend.requests.filter((r) => r.path === '/v1/events');
  return { ext, backend, tab, panel, nameIs, asked };
}

describe('live hints', () => {
  it('make the panel ask again, for its own customer and for moved links, and for no other', async () => {
    const { backend, nameIs } = await listening();
    backend.put('a1', 'Acme Two');
    const before = backend.countOf('/v1/context');
    backend.hint(hint('someone-else'));
    backend.hint('not json');
    backend.hint('{"accountId":7}');
    backend.hint(hint('a1'));
    await nameIs('Acme Two');
    expect(backend.countOf('/v1/context')).toBe(before + 1);
    backend.put('a1', 'Acme Three');
    backend.hint(hint('*'));
    await nameIs('Acme Three');
  });

  it('continue after the last one that was heard when the stream breaks', async () => {
    const { ext, backend, asked, nameIs } = await listening();
    backend.put('a1', 'Acme Two');
    backend.hint(hint('a1'), '41');
    await nameIs('Acme Two');
    backend.endStreams();
    await until(pausing(ext));
    expect(ext.clock.nextInMs()).toBe(2_000);
    ext.clock.advance(2_000);
    await until(() => backend.streams.size === 1);
    expect(asked().map((r) => r.headers.get('last-event-id'))).toEqual([null, '41']);
  });

  it('are tried for at growing pauses, at most a minute, and soon again after one success', async () => {
    const { ext, backend } = await listening();
    backend.override = (_request, path) => (path === '/v1/events' ? problemReply(503, 'serverError') : null);
    backend.endStreams();
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      await until(pausing(ext));
      const pause = ext.clock.nextInMs() ?? 0;
      pauses.push(pause);
      ext.clock.advance(pause);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    await until(pausing(ext));
    backend.override = null;
    ext.clock.advance(60_000);
    await until(() => backend.streams.size === 1);
    backend.endStreams();
    await until(pausing(ext));
    expect(ext.clock.nextInMs()).toBe(2_000);
  });

  it('end with the last panel, and begin with the next', async () => {
    const { ext, backend, panel, tab, asked } = await listening();
    const other = ext.tab(2);
    const second = ext.panel(other);
    await ext.opened(other, ticketUrl(1));
    await second.ready('a1');
    panel.close();
    expect(backend.streams.size).toBe(1);
    second.close();
    await until(() => backend.streams.size === 0);
    await until(() => ext.clock.nextInMs() === null);
    expect(asked()).toHaveLength(1);
    ext.panel(tab);
    await until(() => backend.streams.size === 1);
    expect(asked()).toHaveLength(2);
  });

  it('end while they wait for the next try', async () => {
    const { ext, backend, panel, asked } = await listening();
    backend.endStreams();
    await until(pausing(ext));
    panel.close();
    await until(() => ext.clock.nextInMs() === null);
    expect(asked()).toHaveLength(1);
  });

  it('are not asked for with a rejected token, and are again after pairing', async () => {
    const { ext, backend, panel, asked } = await listening();
    backend.tokens.clear();
    await panel.ask('panel.refresh', {});
    backend.endStreams();
    await until(pausing(ext));
    ext.clock.advance(2_000);
    await until(() => ext.clock.nextInMs() === null);
    expect(asked()).toHaveLength(1);
    await ext.pair();
    await until(() => backend.streams.size === 1);
  });

  it('of one backend’s numbering say nothing to another person’s', async () => {
    const { ext, backend, asked, nameIs } = await listening();
    backend.put('a1', 'Acme Two');
    backend.hint(hint('a1'), '9000');
    await nameIs('Acme Two');
    await ext.pair(people.eve);
    await until(() => asked().length === 2);
    expect(asked()[1]?.headers.get('last-event-id')).toBeNull();
  });

  it('are asked for anew when the connection has fallen silent', async () => {
    const { ext, backend, asked, nameIs } = await listening();
    ext.clock.advance(silentMs);
    await until(pausing(ext));
    expect(backend.streams.size).toBe(0);
    ext.clock.advance(2_000);
    await until(() => backend.streams.size === 1);
    expect(asked()).toHaveLength(2);
    backend.put('a1', 'Acme Two');
    backend.hint(hint('a1'));
    await nameIs('Acme Two');
  });

  it('are tried for again when the backend takes the request and never answers', async () => {
    const { ext, backend, asked } = await listening();
    backend.override = (request, path) => (path === '/v1/events' ? never(request.signal) : null);
    backend.endStreams();
    await until(pausing(ext));
    ext.clock.advance(2_000);
    await until(() => asked().length === 2);
    backend.override = null;
    ext.clock.advance(silentMs);
    await until(pausing(ext));
    ext.clock.advance(4_000);
    await until(() => backend.streams.size === 1);
  });
});

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
