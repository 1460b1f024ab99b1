import type { Money } from '../../lib/contract/values.ts';
import { keptDays } from '../domain/activity/event.ts';
import type { ImportResult } from '../jobs/importRows.ts';

/** What `alongside import` prints. `replaced`: what the file no longer has was removed, or would be; null when that was not asked for. */
export type ImportReport = ImportResult & { set: string; written: boolean; replaced: boolean | null };

const shownProblems = 20;
const shownValue = 60;
const marks = { added: '+', changed: '~', unchanged: '=', removed: '-' } as const;

/** The outcome of an import as plain text, for a terminal. */
export function importText(report: ImportReport): string {
  const out: string[] = [];
  const rejectedAll = report.problems.length > 0 && !report.written && Object.keys(report.records).length === 0;
  for (const [kind, counts] of Object.entries(report.records)) {
    const removed = counts.removed > 0 ? `, ${counts.removed} removed` : '';
    out.push(`${kind}: ${counts.added} added, ${counts.changed} changed, ${counts.unchanged} unchanged${removed}`);
    for (const example of report.examples.filter((e) => e.kind === kind && !report.written)) {
      const fields = Object.entries(example.fields).map(([name, [a, b]]) => `${name} ${shown(a)} → ${shown(b)}`);
      out.push(`  ${marks[example.change]} ${example.id}${fields.length > 0 ? `: ${fields.join('; ')}` : ''}`);
    }
  }
  for (const { line, column, value, expected } of report.problems.slice(0, shownProblems))
    out.push(`line ${line}, ${column}: ${shown(value)}; expected ${expected}`);
  const more = report.problems.length - shownProblems;
  if (more > 0)
    out.push(`and ${more}${report.problems.length >= 1000 ? ' or more' : ''} further problems; --json lists them`);
  if (report.tooOld > 0)
    out.push(`${report.tooOld} days of activity are more than ${keptDays} days ago; they are left out.`);
  out.push(
    `${report.rows} rows of ${report.set}, ${report.rejected} rejected. ${
      report.written
        ? 'Written.'
        : rejectedAll
          ? 'Nothing was written: correct the rows, or leave out --strict.'
          : 'Nothing was written.'
    }`,
  );
  if (report.replaced === false)
    out.push('What the file no longer has is kept as long as rows are rejected: they may be what seems to be missing.');
  // What a file holds must not be able to steer a terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return `${out.join('\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')}\n`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (typeof value === 'object' && 'amountMinor' in value) {
    const { amountMinor, currency } = value as Money;
    return `${amountMinor} ${currency} (minor units)`;
  }
  const text = JSON.stringify(value) ?? '';
  return text.length > shownValue ? `${text.slice(0, shownValue)}…` : text;
}
