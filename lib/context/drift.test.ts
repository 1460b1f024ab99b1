import { describe, expect, it } from 'vitest';
import {
  type Extension,
  hintIds,
  pairedExtension,
  type Tab,
  ticket,
  ticketUrl,
} from '../../tests/support/extension.ts';
import { problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';

const day = 86_400_000;
/** What is stored and nobody was told yet. */
const stored = async (ext: Extension) =>
  ((await ext.db.values.get('drift'))?.value as { reports: unknown[] } | undefined)?.reports;

const hint = hintIds(ticket(1))[0] ?? 'none';

const hinted = (ext: Extension, tab: Tab, found: boolean, generation = tab.generation) => {
  const results = [
    { id: hint, found, ...(found ? { text: 'Secret name' } : {}) },
    { id: 'made.up', found: true },
  ];
  return ext.ask('record.hinted', { generation, results }, ext.sender(tab));
};
/** Opens `times` pages and tells of each whether the hint was found. */
async function pages(ext: Extension, tab: Tab, found: readonly boolean[]) {
  for (const one of found) {
    await ext.opened(tab, ticketUrl(1));
    await hinted(ext, tab, one);
  }
}

describe('what hints came to', () => {
  it('is shown to the person, for this page only, and only what was asked for', async () => {
    const { ext, tab } = await pairedExtension();
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await hinted(ext, tab, true);
    await until(() => panel.last()?.detection?.hints.length === 1);
    expect(panel.last()?.detection).toMatchObject({
      system: 'zendesk',
      rule: expect.any(String),
      pack: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      hints: [{ id: hint, found: true, text: 'Secret name' }],
    });
    const late = tab.generation;
    await ext.opened(tab, ticketUrl(2));
    await hinted(ext, tab, true, late);
    await until(() => panel.last()?.generation === tab.generation);
    expect(panel.last()?.detection?.hints).toEqual([]);
    expect(await stored(ext)).toMatchObject([{ found: 1, missed: 0 }]);
  });

  it('is counted by pack and hint, without the text, and told once the day is over, once', async () => {
    const { ext, backend, tab } = await pairedExtension();
    await pages(ext, tab, [true, false, true]);
    // The same page told again is no second look.
    await hinted(ext, tab, false);
    expect(JSON.stringify(await ext.disk())).not.toContain('Secret');
    ext.worker.background.flushSoon();
    await ext.worker.background.flush();
    expect(backend.drift).toEqual([]);
    ext.clock.advance(day);
    ext.worker.background.flushSoon();
    const pack = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    await until(() => backend.drift.length > 0);
    expect(backend.drift).toEqual([{ system: 'zendesk', pack, hint, found: 2, missed: 1 }]);
    await until(async () => (await stored(ext))?.length === 0);
    ext.clock.advance(day);
    ext.worker.background.flushSoon();
    await ext.worker.background.flush();
    expect(backend.drift).toHaveLength(1);
  });

  it('is told when the server was heard anyway, kept while it is away, and dropped when it is refused', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    await pages(ext, tab, [false]);
    ext.clock.advance(day);
    const answers = [problemReply(503, 'serverError'), problemReply(400, 'badRequest')];
    let told = 0;
    backend.override = (_request, path) => {
      if (path !== '/v1/drift') return null;
      told++;
      return answers.shift() ?? null;
    };
    const panel = ext.panel(tab);
    await panel.ready('a1');
    await until(() => told === 1);
    await panel.ask('panel.refresh', {});
    await until(() => told === 2);
    await until(async () => (await stored(ext))?.length === 0);
  });

  it('of an incognito tab, of somebody who does not want it, and of nobody, is not counted', async () => {
    const { ext, tab } = await pairedExtension();
    await pages(ext, ext.tab(9, { incognito: true }), [true]);
    ext.mayReport = false;
    await pages(ext, tab, [true]);
    expect(await stored(ext)).toBeUndefined();
    ext.mayReport = true;
    await ext.page('session.signOut', {});
    await pages(ext, tab, [true]);
    expect(await stored(ext)).toBeUndefined();
  });
});
