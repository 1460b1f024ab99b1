// `npm test`: installs what is missing and runs everything. `npm test -- unit e2e` runs some steps. Plain JavaScript for Node 20.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, ensureSystem, projectEnv, root, SetupError } from '../server/launch/prepare.mjs';

const reports = join(root, '.data', 'reports');

/** One of the two projects of vitest.config.ts. */
function vitest(name) {
  const report = `${name}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, report)}`];
  return { command: ['vitest', 'run', '--project', name, ...reporters], report, read: readVitest };
}

/** Steps in order. One without a report counts as one test; one with a report counts what the report says. */
const steps = [
  { name: 'lint', command: ['biome', 'ci', '--error-on-warnings', '.'] },
  {
    name: 'types',
    commands: [
      ['wxt', 'prepare'],
      ['tsc', '--noEmit'],
    ],
  },
  { name: 'imports', command: ['node', 'tests/structure/imports.ts'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'unit', ...vitest('unit') },
  { name: 'integration', ...vitest('integration') },
  {
    name: 'build',
    commands: [
      ['wxt', 'build'],
      ['wxt', 'build', '-b', 'edge'],
      ['wxt', 'build', '-b', 'firefox'],
    ],
  },
  { name: 'size', command: ['node', 'tests/structure/size.ts'] },
  { name: 'manifests', command: ['node', 'tests/structure/builtManifests.ts'] },
  {
    name: 'web-ext',
    command: ['node', 'tests/structure/webExtLint.ts'],
  },
  {
    name: 'harness',
    command: ['playwright', 'test', '--config', 'tests/harness/playwright.config.ts'],
    report: 'harness.json',
    read: readPlaywright,
  },
  {
    name: 'e2e',
    command: ['playwright', 'test', '--config', 'tests/e2e/playwright.config.ts'],
    report: 'e2e.json',
    read: readPlaywright,
  },
];

function readVitest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests - report.numPendingTests,
  };
}

function readPlaywright(report) {
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky };
}

function run([command, ...args]) {
  return new Promise((resolve) => {
    const env = projectEnv({ PLAYWRIGHT_JSON_OUTPUT_DIR: reports, FORCE_COLOR: '0', NO_COLOR: '1' });
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function runStep(step) {
  const startedAt = Date.now();
  console.log(`\n── ${step.name}`);
  const report = step.report && join(reports, step.report);
  if (report) rmSync(report, { force: true });
  let code = 0;
  for (const command of step.commands ?? [step.command]) code ||= await run(command);
  let counts = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (report) {
    counts = existsSync(report) ? step.read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1 };
    // A runner that failed without a failed test (a broken file, no test at all) is a failure all the same.
    if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  }
  console.log(
    `── ${step.name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  return { name: step.name, ...counts };
}

let passed = 0;
let failed = 0;
try {
  ensurePackages();
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new SetupError(`There is no step "${unknown}". Steps: ${steps.map((s) => s.name).join(', ')}.`);
  const chosen = wanted.length === 0 ? steps : steps.filter((step) => wanted.includes(step.name));
  const needs = (...names) => chosen.some((step) => names.includes(step.name));
  if (needs('integration')) ensureSystem('postgresql');
  if (needs('harness', 'e2e')) ensureSystem('chromium');
  if (needs('e2e')) ensureSystem('firefox');
  mkdirSync(reports, { recursive: true });
  const results = [];
  for (const step of chosen) results.push(await runStep(step));
  for (const result of results) {
    passed += result.passed;
    failed += result.failed;
    if (result.failed > 0) console.log(`FAILED: ${result.name} (${result.failed})`);
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
