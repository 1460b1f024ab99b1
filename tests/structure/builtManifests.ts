import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestProblems } from './manifestRules.ts';

/** Checks the manifests of the three builds, because tools add to what the configuration says. */
for (const browser of ['chrome', 'edge', 'firefox'] as const) {
  const file = join(process.cwd(), '.output', `${browser}-mv3`, 'manifest.json');
  if (!existsSync(file))
    throw new Error(`There is no ${file}. Build for all three browsers first ("npm test -- build").`);
  const problems = manifestProblems(JSON.parse(readFileSync(file, 'utf8')) as Manifest, browser);
  console.log(`${browser}: ${problems.length === 0 ? 'asks for what was decided' : problems.join('; ')}`);
  if (problems.length > 0) process.exitCode = 1;
}
