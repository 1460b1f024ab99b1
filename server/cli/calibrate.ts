import type { Command } from 'commander';
import { type Calibration, calibrate } from '../domain/calibrate/calibrate.ts';
import { readTable, TableError } from './readTable.ts';

type Options = { outcome?: string; json?: boolean };

const examples = `
One row a customer: what was known of it, and in one column what became of it (yes or no, true or false, 1 or 0). That column is found by
its name (churn, churned, lost, outcome), or named. The index is fitted by logistic regression and judged on rows that it has not seen,
in five turns. Nothing is changed: the index of the panel stays hand-set and is called an index.

Examples
  alongside calibrate outcomes.csv
  alongside calibrate customers.csv --outcome left_in_90_days --json
`;

/** Describes `alongside calibrate` and what it does. Errors that a person can meet go to standard error, with exit code 1. */
export function describeCalibrate(command: Command): void {
  command
    .argument('<file>', 'a CSV file with a header')
    .option('--outcome <column>', 'the column that says what became of the customer')
    .option('--json', 'print JSON: the figures, the reliability table and the fitted weights')
    .addHelpText('after', examples)
    .action(async (file: string, options: Options) => {
      try {
        const found = await calibrateFile(file, options.outcome);
        process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : calibrationText(found));
      } catch (error) {
        if (!(error instanceof TableError || error instanceof RangeError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

/** Reads a table and calibrates on it. Throws TableError and RangeError for what a person can correct. */
async function calibrateFile(path: string, outcome: string | undefined): Promise<Calibration> {
  const { name, columns, rows, lines } = await readTable(path);
  const index = columns.findIndex((c) =>
    outcome === undefined ? /^(churn(ed)?|lost|outcome)$/i.test(c) : c === outcome,
  );
  if (index < 0)
    throw new TableError(
      outcome === undefined
        ? `${name} has no column named churn, churned, lost or outcome. Name the column with --outcome.`
        : `${name} has no column "${outcome}". It has: ${columns.join(', ')}.`,
    );
  const outcomes = rows.map((row, i) => {
    const value = row[index] ?? '';
    if (/^(yes|true|1)$/i.test(value)) return 1;
    if (/^(no|false|0)$/i.test(value)) return 0;
    throw new TableError(`${name}, line ${lines[i]}: the outcome is "${value}". Write yes or no.`);
  });
  return calibrate(columns, rows, outcomes, index);
}

/** The report, for a terminal. What a file says must not be able to steer it. */
function calibrationText(c: Calibration): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);
  const perInput = c.events / c.inputs.length;
  const unused = c.unused.filter((name) => !c.rowNumbers.includes(name));
  const out = [
    `${c.rows} customers, ${c.events} with the outcome (${percent(c.events / c.rows).trim()})`,
    `Inputs from ${c.used.join(', ')}`,
    ...(unused.length > 0 ? [`Not used: ${unused.join(', ')} (free text, or always the same)`] : []),
    ...(c.rowNumbers.length > 0
      ? [
          `Not used: ${c.rowNumbers.join(', ')} (says which row it is: by its name, or whole numbers of which none comes twice)`,
        ]
      : []),
    ...(c.tellAll.length > 0
      ? [
          `Look at ${c.tellAll.join(', ')}: alone it says who was lost. If it was written down afterwards, the figures below are worth nothing; take it out and calibrate again.`,
        ]
      : []),
    '',
    `Judged on rows not seen, ${c.folds} folds`,
    `  AUC    ${c.auc.mean.toFixed(3)} ± ${c.auc.spread.toFixed(3)}   0.5 is chance, 1 ranks every loss first`,
    `  Brier  ${c.brier.toFixed(4)}           ${c.brierOfShare.toFixed(4)} is what the share of losses alone would have; lower is better`,
    '',
    'Reliability: of those who were given so much, so many were lost',
    '  predicted  observed       n',
    ...c.reliability.map((b) => `  ${percent(b.predicted)}  ${percent(b.observed)}  ${String(b.n).padStart(6)}`),
    '',
    'What tells most (above zero: more likely lost)',
    ...c.inputs.slice(0, 12).map((i) => `  ${i.weight.toFixed(2).padStart(6)}  ${i.name}`),
    ...(perInput < 10
      ? ['', `Only ${perInput.toFixed(1)} losses for each input; ten are a usual minimum. Take the weights with care.`]
      : []),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return `${out.join('\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')}\n`;
}
