import { spawnSync } from 'node:child_process';

/** Runs dependency-cruiser and makes sure that it saw the project: a checker that reads nothing finds nothing. */
const minModules = 250;
const folders = ['adapters', 'components', 'entrypoints', 'lib', 'server', 'tests'];
const run = spawnSync('depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
});
if (!run.stdout) throw new Error(`dependency-cruiser did not run.\n${run.stderr}`);
type Report = {
  summary: {
    totalCruised: number;
    violations: { from: string; to: string; rule: { name: string; severity: string } }[];
  };
  modules: { source: string }[];
};
const { summary, modules } = JSON.parse(run.stdout) as Report;
const own = modules.filter((m) => folders.some((folder) => m.source.startsWith(`${folder}/`))).length;
for (const v of summary.violations) console.error(`${v.rule.name}: ${v.from} → ${v.to}`);
console.log(`${own} modules of the project checked, ${summary.violations.length} violations`);
if (own < minModules) {
  console.error(`Only ${own} modules were seen, at least ${minModules} expected. The parser or a path is broken.`);
  process.exitCode = 1;
}
if (summary.violations.length > 0) process.exitCode = 1;
