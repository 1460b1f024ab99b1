import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import type { ReadEvent } from '../domain/activity/event.ts';
import { saveEvents } from './activityWrites.ts';
import type { Store } from './openStore.ts';

type Said = { name?: string; website?: string };

/** A `group` call for the group `g`, that many minutes after a beginning. */
function group(minute: number, { name, website }: Said, groupId = 'g'): ReadEvent {
  return {
    messageId: null,
    at: Date.parse('2026-11-20T09:00:00Z') + minute * 60_000,
    day: '2026-11-20',
    userId: 'u',
    formerId: null,
    email: null,
    groupId,
    group: { name: name ?? null, website: website ?? null },
    count: null,
  };
}

const send = (store: Store, ...events: ReadEvent[]) =>
  saveEvents(store, 't', { sender: 'app', events, others: {} }, Date.parse('2026-11-21T09:00:00Z'));
const known = (store: Store) =>
  store.db.selectFrom('activity_group').select(['group_id', 'name', 'domain']).orderBy('group_id').execute();

describeStores('what is known of a group', (stores) => {
  const full = group(1, { name: 'NW', website: 'northwind.example' });
  const renamed = group(2, { name: 'NW renamed' });
  const both = [{ group_id: 'g', name: 'NW renamed', domain: 'northwind.example' }];

  it.each([
    ['in two requests', [[full], [renamed]]],
    ['in two requests that arrive the other way round', [[renamed], [full]]],
    ['in one request', [[full, renamed]]],
    ['in one request, the other way round', [[renamed, full]]],
  ])('keeps what a later call leaves out, %s', async (_how, requests) => {
    const store = await stores.open();
    for (const events of requests) await send(store, ...events);
    expect(await known(store)).toEqual(both);
    await send(store, group(3, {}), group(4, { website: 'no domain' }));
    expect(await known(store)).toEqual(both);
  });

  it('never takes an older value for a newer one, whatever else a request says', async () => {
    const store = await stores.open();
    await send(store, group(3, { website: 'new.example' }));
    await send(store, group(1, { website: 'old.example', name: 'Old' }), group(5, { name: 'Newest' }));
    expect(await known(store)).toEqual([{ group_id: 'g', name: 'Newest', domain: 'new.example' }]);
    await send(store, group(6, { website: 'newest.example' }), group(4, { name: 'Late' }));
    expect(await known(store)).toEqual([{ group_id: 'g', name: 'Newest', domain: 'newest.example' }]);
  });

  it('measures a name and a domain each by its own time, in any order of arrival', async () => {
    const store = await stores.open();
    await send(store, group(5, { name: 'Newest' }));
    await send(store, group(3, { website: 'new.example' }));
    await send(store, group(2, { website: 'old.example' }));
    await send(store, group(4, { name: 'Old' }));
    expect(await known(store)).toEqual([{ group_id: 'g', name: 'Newest', domain: 'new.example' }]);
    await send(store, group(4, { website: 'newest.example' }));
    expect(await known(store)).toEqual([{ group_id: 'g', name: 'Newest', domain: 'newest.example' }]);
  });

  it('is complete when many requests tell of the same groups at the same time, in any order', async () => {
    const store = await stores.open();
    const ids = Array.from({ length: 30 }, (_, i) => `g${i}`);
    const told = (shift: number) =>
      ids.map((_, i) => {
        const id = ids[(i + shift) % ids.length] ?? '';
        return i % 3 === 0 ? [group(1, { website: 'a.example' }, id), group(2, { name: 'A' }, id)] : [group(3, {}, id)];
      });
    await Promise.all(Array.from({ length: 6 }, (_, n) => send(store, ...told(n).flat())));
    const rows = await known(store);
    expect(rows).toHaveLength(30);
    expect(rows.every((row) => row.name === 'A' && row.domain === 'a.example')).toBe(true);
  });
});
