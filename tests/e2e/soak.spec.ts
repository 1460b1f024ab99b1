import { test } from './fixtures.ts';
import { expectNoGrowth, soak } from './soak.ts';

test('many navigations in two tabs, with a dock that is closed and opened and a worker that is stopped: nothing grows', async ({
  backend,
}) => {
  test.setTimeout(240_000);
  const looks = await soak({ backend, navigations: 234, lookEvery: 26, seed: 3, onLook: () => undefined });
  expectNoGrowth(looks);
});
