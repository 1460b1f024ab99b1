/** The import rules of docs/architecture.md. Each says why, so that breaking one tells what to do instead. */
const only = (name, comment, from, allowed) => ({ name, comment, severity: 'error', from, to: { pathNot: allowed } });
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Tests may import what they test and the tools of testing. */
const notTests = '\\.test\\.tsx?$';

module.exports = {
  forbidden: [
    never('no-cycles', 'Two modules that need each other are one module, or hide a third.', {}, { circular: true }),
    only(
      'contract-stands-alone',
      'The contract is shared by everything, so it depends on nothing but zod/mini.',
      { path: '^lib/contract/', pathNot: notTests },
      ['^lib/contract/', '^node_modules/zod/'],
    ),
    only(
      'adapters-are-pure',
      'An adapter turns a URL into a record and nothing else.',
      { path: '^adapters/', pathNot: notTests },
      ['^adapters/', '^lib/contract/'],
    ),
    never(
      'adapters-apart',
      'A change for one CRM must not touch another.',
      { path: '^adapters/([^/]+)/' },
      { path: '^adapters/([^/]+)/', pathNot: '^adapters/$1/' },
    ),
    only(
      'components-are-pure',
      'Components get data and callbacks; they fetch, store and open nothing.',
      { path: '^components/', pathNot: notTests },
      ['^components/', '^lib/contract/', '^lib/platform/afterPaint', '^node_modules/(preact|@preact|uplot)/'],
    ),
    never(
      'lib-below-entrypoints',
      'lib is used by entrypoints and components, never the other way round.',
      { path: '^lib/' },
      { path: '^(components|adapters|entrypoints|server)/' },
    ),
    never(
      'entrypoints-not-imported',
      'Entrypoints are the top; what others need belongs in lib.',
      { pathNot: '^entrypoints/' },
      { path: '^entrypoints/' },
    ),
    never(
      'extension-without-server',
      'The extension ships without the server and without tests.',
      { path: '^(entrypoints|lib|components|adapters)/', pathNot: notTests },
      { path: '^(server|tests)/' },
    ),
    only(
      'domain-is-pure',
      'The domain knows facts and the contract; ports are passed in.',
      { path: '^server/domain/', pathNot: notTests },
      ['^server/domain/', '^lib/contract/', '^node_modules/(tldts|email-providers)', '^crypto$'],
    ),
    never(
      'server-without-extension',
      'The server shares only the contract with the extension. One command line tool tells what the adapters recognise.',
      { path: '^server/(?!launch/|cli/detect\\.ts$)', pathNot: notTests },
      { path: '^(entrypoints|components|adapters|lib/(?!contract/)|tests)/' },
    ),
    only(
      'oracle-stands-alone',
      'An oracle that shares code with what it judges repeats its mistakes. Only inventing needs dice, and ids that pass the check.',
      { path: '^tests/oracle/' },
      ['^tests/oracle/', '^server/sandbox/world/random\\.ts$', '^lib/contract/salesforceId\\.ts$'],
    ),
    never(
      'dexie-behind-cache',
      'Only lib/cache opens the database.',
      { path: '^(?!lib/cache/|tests/)', pathNot: notTests },
      { path: '^node_modules/dexie/' },
    ),
    never(
      'uplot-behind-charts',
      'Only charts draw, and they are loaded lazily.',
      { path: '^(?!components/charts/)' },
      { path: '^node_modules/uplot/' },
    ),
    never(
      'browser-behind-doors',
      'The browser API has three doors: lib/platform/browser.ts for pages, engine.ts for the background, contentRuntime.ts for CRM pages.',
      { path: '^(?!lib/platform/browser\\.ts)' },
      { path: '^node_modules/webextension-polyfill/', dependencyTypesNot: ['type-only'] },
    ),
    never(
      'background-without-polyfill',
      'Everything in the background is read at each start of the worker, and both engines answer with promises by themselves.',
      { path: '^entrypoints/background/' },
      { path: '^lib/platform/browser\\.ts', reachable: true },
    ),
    never(
      'engine-behind-door',
      'Pages use the polyfill; only lib/platform and the background know the engine itself.',
      { path: '^(?!lib/platform/|entrypoints/background/)' },
      { path: '^lib/platform/engine\\.ts', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css', '.d.ts'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
