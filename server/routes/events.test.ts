import { expect, it, onTestFinished } from 'vitest';
import { ChangedHint } from '../../lib/contract/api.ts';
import { seedAccount, startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { saveUsers } from '../store/credentials.ts';
import type { Store } from '../store/openStore.ts';
import { pruneOutbox, readOutboxHead } from '../store/outbox.ts';

/** A server that listens, and a way to hear its hints: their numbers and accounts, in order. */
async function listening(store: Store) {
  await saveUsers(store, 't', testConfig.users);
  const { app, feed, as } = await startTestApp(store);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  await feed.start();
  onTestFinished(() => feed.stop());
  const { authorization } = await as('rep');
  const hear = async (after: string | null) => {
    const headers = { authorization: authorization ?? '', ...(after === null ? {} : { 'last-event-id': after }) };
    const { body } = await fetch(`${url}/v1/events`, { headers });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    return async (isEnough: (heard: [number, string][]) => boolean) => {
      for (;;) {
        const heard = [...text.matchAll(/^id: (\d+)\nevent: changed\ndata: (.*)\n\n/gm)].map(
          ([, id, data]): [number, string] => [Number(id), ChangedHint.parse(JSON.parse(data ?? '')).accountId],
        );
        if (isEnough(heard)) return heard;
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended after ${text}`);
        text += decoder.decode(value, { stream: true });
      }
    };
  };
  return { hear, head: () => readOutboxHead(store, 't') };
}

describeStores('GET /v1/events', (stores) => {
  it('goes on after the number that was heard last', async () => {
    const store = await stores.open();
    await seedAccount(store, 'a1', '001000000000001AAA');
    const { hear, head } = await listening(store);
    const first = await head();
    await seedAccount(store, 'a2', '001000000000002AAA');
    const missed = await (await hear(String(first)))((heard) => heard.some(([, id]) => id === 'a2'));
    expect(missed[0]?.[0]).toBe(first + 1);
    expect(missed.some(([, id]) => id === 'a1')).toBe(false);
  });

  it('says that anything may have changed to a number it never gave, as after a restored backup, and goes on', async () => {
    const store = await stores.open();
    await seedAccount(store, 'a1', '001000000000001AAA');
    const { hear, head } = await listening(store);
    const newest = await head();
    const until = await hear(String(newest + 100));
    expect(await until((heard) => heard.length > 0)).toEqual([[newest, '*']]);
    await seedAccount(store, 'a2', '001000000000002AAA');
    const all = await until((heard) => heard.some(([, id]) => id === 'a2'));
    expect(all.map(([id]) => id)).toEqual(all.map((_, i) => newest + i));
    // The newest number itself is no reason to look at everything again.
    const quiet = await hear(String(await head()));
    await seedAccount(store, 'a3', '001000000000003AAA');
    expect((await quiet((heard) => heard.length > 0))[0]?.[0]).toBe((all.at(-1)?.[0] as number) + 1);
  });

  it('says that anything may have changed to a number whose next changes are no longer kept, and goes on', async () => {
    const store = await stores.open();
    await seedAccount(store, 'a1', '001000000000001AAA');
    const { hear, head } = await listening(store);
    const first = await head();
    for (const [id, record] of [
      ['a2', '001000000000002AAA'],
      ['a3', '001000000000003AAA'],
    ] as const)
      await seedAccount(store, id, record);
    const newest = await head();
    await pruneOutbox(store, 't', 1);
    const until = await hear(String(first));
    expect(await until((heard) => heard.length > 1)).toEqual([
      [newest - 1, '*'],
      [newest, 'a3'],
    ]);
    // Who has heard of them misses nothing.
    const current = await hear(String(newest - 1));
    expect(await current((heard) => heard.length > 0)).toEqual([[newest, 'a3']]);
  });
});
