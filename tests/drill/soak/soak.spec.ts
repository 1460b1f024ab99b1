import { test } from '../../e2e/fixtures.ts';
import { expectNoGrowth, type Look, soak } from '../../e2e/soak.ts';

const navigations = Number(process.env.NAVIGATIONS);
const seed = Number(process.env.SEED);
const looks = 12;

test('an hour of navigation: what is held does not grow', async ({ backend }) => {
  const startedAt = Date.now();
  const onLook = ({ navigations: n, held }: Look) => {
    const parts = Object.entries(held).map(
      ([of, h]) =>
        `${of}: ${(h.heapBytes / 1e6).toFixed(2)} MB, ${h.listeners} listeners, ${h.nodes} nodes, ${h.documents} documents, ${h.ports} ports`,
    );
    console.log(`${n} of ${navigations}, ${Math.round((Date.now() - startedAt) / 1000)} s\n  ${parts.join('\n  ')}`);
  };
  expectNoGrowth(await soak({ backend, navigations, lookEvery: Math.floor(navigations / looks), seed, onLook }));
});
