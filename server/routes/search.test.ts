import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { seedAccount, startTestApp, type TestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';

describeStores('GET /v1/search', (stores) => {
  let running: TestApp | null = null;
  const start = async () => {
    const store = await stores.open();
    for (let i = 10; i < 23; i++) await seedAccount(store, `acme-${i}`, `0010000000000${i}AAA`);
    running = await startTestApp(store);
    const { app, as } = running;
    const headers = await as('viewer');
    return async (search: string) => {
      const answer = await app.inject({ url: `/v1/search${search}`, headers });
      return { status: answer.statusCode, body: answer.json(), cached: answer.headers['cache-control'] };
    };
  };
  afterEach(async () => {
    await running?.app.close();
    running = null;
  });

  it('answers any role, ten at a time unless asked otherwise, and says when there are more', async () => {
    const ask = await start();
    const { status, body, cached } = await ask('?q=acme');
    expect([status, cached, body.more]).toEqual([200, 'private, no-store', true]);
    expect(body.results).toHaveLength(10);
    expect(body.results[0]).toEqual({ accountId: 'acme-10', name: 'acme-10', domain: null, band: 'watch', url: null });
    expect((await ask('?q=acme&limit=50')).body).toMatchObject({ more: false, results: { length: 13 } });
    expect((await ask('?limit=1&q=ACME+12')).body).toMatchObject({ more: false, results: [{ accountId: 'acme-12' }] });
    expect((await ask('?q=a')).body).toEqual({ results: [], more: false });
    expect((await ask('?q=nobody%40acme.example')).body).toEqual({ results: [], more: false });
  });

  describe('refuses in words that say what to do', () => {
    it.each([
      ['nothing', ''],
      ['no text', '?q='],
      ['only blanks', '?q=%20%09'],
      ['a text that is too long', `?q=${'x'.repeat(101)}`],
      ['a text twice', '?q=ab&q=cd'],
      ['a limit that is none', '?q=acme&limit=many'],
      ['a limit of nothing', '?q=acme&limit=0'],
      ['a limit that is too large', '?q=acme&limit=51'],
      ['anything else', '?q=acme&tenant=other'],
      ['a prototype key', '?__proto__=1'],
    ])('%s', async (_what, search) => {
      const ask = await start();
      const { status, body } = await ask(search);
      expect([status, body.code]).toEqual([400, 'badRequest']);
      expect(body.message).toMatch(/^Ask with \?q= .*100 characters/);
    });
  });

  it('lets nobody in without a token', async () => {
    await start();
    const answer = await running?.app.inject({ url: '/v1/search?q=acme', headers: { host: '127.0.0.1' } });
    expect([answer?.statusCode, answer?.json().code]).toEqual([401, 'notPaired']);
  });

  it('survives any text', async () => {
    const ask = await start();
    const text = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 99 })
        .map((u) => String.fromCharCode(...u).toWellFormed()),
      fc.constantFrom(
        '\0',
        "'; drop table search_term; --",
        '%',
        '_',
        '\\',
        '\u{10ffff}',
        'ß'.repeat(100),
        '.'.repeat(99),
      ),
      fc.emailAddress(),
    );
    await fc.assert(
      fc.asyncProperty(text, async (q) => {
        expect([200, 400]).toContain((await ask(`?q=${encodeURIComponent(q)}`)).status);
      }),
      { numRuns: 60 },
    );
  });
});
