import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { internalDomainsOf, readConfig } from '../config.ts';
import { type Mapping, MappingError, readMapping } from '../intake/mapping.ts';
import { type ImportResult, importRows } from '../jobs/importRows.ts';
import { BusyError, runLeased } from '../jobs/leasedPipeline.ts';
import { type PipelineOptions, rebuild } from '../jobs/pipeline.ts';
import { processDeps } from '../jobs/processDeps.ts';
import { openStore } from '../store/openStore.ts';
import { markSource } from '../store/records.ts';
import { type ImportReport, importText } from './importReport.ts';
import { progressBars } from './progressBars.ts';
import { readRows } from './readRows.ts';
import { TableError } from './readTable.ts';

type Options = {
  config: string;
  database: string;
  mapping: string;
  json?: boolean;
  dryRun?: boolean;
  strict?: boolean;
  replace?: boolean;
  publish: boolean;
};

/** `published`: the customers show what was written. */
type Outcome = ImportReport & { published: boolean };

const askAgainMs = 500;
const maxWaitMs = 5 * 60_000;

/** Describes `alongside import` and what it does. Exit code 1 when a row was rejected, or the file or its mapping cannot be used. */
export function describeImport(command: Command): void {
  command
    .argument('<file>', 'a CSV file with a header, or JSON Lines')
    .requiredOption('--mapping <file>', 'which column fills which field (docs/import.md)')
    .option('--dry-run', 'print what would change; write nothing')
    .option('--strict', 'write nothing if a row is rejected')
    .option('--replace', 'remove what the set had and the file does not have')
    .option('--no-publish', 'leave resolving and publishing to the next import or sync')
    .action(async (path: string, options: Options) => {
      try {
        const report = await run(path, options);
        process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : importText(report));
        if (report.written && options.publish && !report.published)
          process.stderr.write(
            'Not published yet: another process is pulling. The running server does it with its next pull; without one, run "alongside sync".\n',
          );
        if (report.rejected > 0) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof TableError || error instanceof MappingError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

/** The file is read twice: what cannot be read at all, or not strictly, must change nothing. */
async function run(path: string, options: Options): Promise<Outcome> {
  const config = readConfig(options.config);
  const mapping = mappingAt(options.mapping);
  const tenantId = config.tenant.id;
  const nowMs = Date.now();
  const bars = progressBars();
  const store = await openStore(options.database);
  try {
    const pass = (mode: 'check' | 'compare' | 'write'): Promise<ImportResult> => {
      const phase = `${mode} ${basename(path)} (kB)`;
      const onBytes = (done: number, total: number) =>
        bars.onProgress({ phase, done: Math.ceil(done / 1024), total: Math.ceil(total / 1024) });
      const rows = readRows(path, { ...mapping, onBytes });
      return importRows({ store, tenantId, mapping, rows, mode, replace: options.replace ?? false, nowMs });
    };
    const wrote = (result: ImportResult, written: boolean, published = false): Outcome => ({
      set: mapping.set,
      written,
      published,
      replaced: options.replace ? result.rejected === 0 : null,
      ...result,
    });
    if (options.dryRun) return wrote(await pass('compare'), false);
    const checked = await pass('check');
    if (options.strict && checked.rejected > 0) return wrote(checked, false);
    const result = await pass('write');
    await markSource(store, tenantId, 'file', { successAt: nowMs });
    const published =
      options.publish &&
      (await publishStored({
        store,
        tenantId,
        sources: config.sources,
        internalDomains: internalDomainsOf(config),
        deps: processDeps(),
        onProgress: bars.onProgress,
      }));
    return wrote(result, true, published);
  } finally {
    bars.stop();
    await store.close();
  }
}

/**
 * Resolves and publishes what is stored, under the lease of every pull: two at once would make the same customers. Waits while another
 * process has it, at most `waitMs`; false when it still has it then.
 */
export async function publishStored(options: PipelineOptions, waitMs = maxWaitMs): Promise<boolean> {
  const { deps, onProgress } = options;
  const startedAt = deps.now();
  const waited = () => deps.now() - startedAt;
  const tell = (totalMs: number) =>
    onProgress({
      phase: 'wait for another process (s)',
      done: Math.ceil(waited() / 1000),
      total: Math.ceil(totalMs / 1000),
    });
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      await runLeased(options, async (given) => {
        if (isWaiting) tell(waited());
        return { sources: [], ...(await rebuild({ ...given, nowMs: deps.now() })) };
      });
      return true;
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      if (waited() >= waitMs) return false;
      tell(waitMs);
      await deps.sleep(askAgainMs);
    }
  }
}

function mappingAt(path: string): Mapping {
  const name = basename(path);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new MappingError(
      code === undefined ? `${name} is not valid JSON (${message}).` : `${name} cannot be read (${code}).`,
    );
  }
  try {
    return readMapping(json);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new MappingError(`${name}, ${error.message} See docs/import.md.`);
  }
}
