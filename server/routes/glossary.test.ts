import { expect, it } from 'vitest';
import { Glossary } from '../../lib/contract/glossary.ts';
import { seedAccount, startTestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';

describeStores('/v1/glossary', (stores) => {
  it('tells everybody who is signed in what the numbers mean, and nobody else', async () => {
    const store = await stores.open();
    await seedAccount(store, 'acc', '001000000000001AAA');
    const { app, as } = await startTestApp(store);
    const answer = await app.inject({ url: '/v1/glossary', headers: await as('viewer') });
    expect(answer.statusCode).toBe(200);
    expect(Glossary.parse(answer.json()).metrics.map((m) => m.id)).toContain('netRevenueRetention');
    const stranger = await app.inject({ url: '/v1/glossary', headers: { host: '127.0.0.1' } });
    expect(stranger.statusCode).toBe(401);
    await app.close();
  });
});
