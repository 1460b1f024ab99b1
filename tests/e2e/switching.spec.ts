import { createRandom } from '../../server/sandbox/world/random.ts';
import { pairThroughOptions } from '../support/pairing.ts';
import { panelShowing } from '../support/panel.ts';
import { startProxy } from '../support/proxy.ts';
import { expect, test } from './fixtures.ts';
import { switchQuickly, switchTargets } from './switching.ts';

const navigations = 200;

test('switching quickly between records never shows one customer for another', async ({
  backend,
  browserWithExtension,
}) => {
  const random = createRandom(11);
  const proxy = await startProxy(() => backend.server.url);
  proxy.delayMs = () => random.int(0, 400);
  const page = await browserWithExtension.context.newPage();
  await pairThroughOptions(page, browserWithExtension.extensionId, proxy.url, await backend.pairingCode());
  const targets = switchTargets(backend.sandbox.world, 30);
  await page.goto(`https://cobalt.lightning.force.com${[...targets.keys()][0]}`);
  await panelShowing(page, 'Northwind Analytics Inc.');

  const { frames, seen } = await switchQuickly(page, targets, navigations, 5);
  console.log(`${navigations} navigations, ${frames} frames read, ${seen} of them with a customer on screen`);
  expect(seen).toBeGreaterThan(20);
  await proxy.close();
});
