import { type Column, inputNames, isRowNumber, readColumn, tellsAll, toInputs } from './inputs.ts';
import { areaUnderCurve, brierScore, type Judged, type ReliabilityBin, reliability } from './judge.ts';
import { fitLogistic, type Logistic, predict } from './logistic.ts';

/** What a table of outcomes says: how well a fitted index tells, measured on rows it had not seen, and the model of all rows. */
export type Calibration = {
  rows: number;
  events: number;
  used: string[];
  unused: string[];
  /** Those of the unused ones that only number the rows. */
  rowNumbers: string[];
  /** Those of the used ones that alone say who had the outcome: known before it, or written after it? */
  tellAll: string[];
  folds: number;
  /** Mean over the folds, and its spread. */
  auc: { mean: number; spread: number };
  brier: number;
  /** The Brier score of saying the share of events for everybody. */
  brierOfShare: number;
  reliability: ReliabilityBin[];
  inputs: { name: string; weight: number }[];
  intercept: number;
};

const folds = 5;

/**
 * Fits a logistic regression on a tenant's own outcomes and judges it by stratified cross-validation. `outcomes` are 0 or 1. Means and
 * spreads of columns are of the rows a fold is fitted on. Columns that only number the rows are left out. Throws RangeError with fewer than 10 rows of either kind.
 */
export function calibrate(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  outcomes: readonly number[],
  outcomeIndex: number,
): Calibration {
  const events = outcomes.reduce((a, b) => a + b, 0);
  if (events < 10 || rows.length - events < 10)
    throw new RangeError(
      `There are ${events} rows with the outcome and ${rows.length - events} without. At least 10 of each are needed.`,
    );
  const rowNumbers = columns.filter((name, i) => i !== outcomeIndex && isRowNumber(name, i, rows));
  const isInput = (i: number) => i !== outcomeIndex && !rowNumbers.includes(columns[i] as string);
  const foldOf = stratify(outcomes);
  const judged: Judged[] = [];
  const areas: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const isIn = (i: number) => foldOf[i] !== fold;
    const { model, read } = fitOn(
      columns,
      rows.filter((_, i) => isIn(i)),
      outcomes.filter((_, i) => isIn(i)),
      isInput,
    );
    const held = rows.flatMap((row, i): Judged[] =>
      isIn(i) ? [] : [{ probability: predict(model, toInputs(read, row)), outcome: outcomes[i] as number }],
    );
    judged.push(...held);
    areas.push(areaUnderCurve(held) ?? 0.5);
  }
  const { model, read } = fitOn(columns, rows, outcomes, isInput);
  const share = events / rows.length;
  const mean = areas.reduce((a, b) => a + b, 0) / folds;
  const used = read.map((c) => c.name);
  return {
    rows: rows.length,
    events,
    used,
    unused: columns.filter((c, i) => i !== outcomeIndex && !used.includes(c)),
    rowNumbers,
    tellAll: read.filter((column) => tellsAll(column, rows, outcomes)).map((column) => column.name),
    folds,
    auc: { mean, spread: Math.sqrt(areas.reduce((sum, a) => sum + (a - mean) ** 2, 0) / folds) },
    brier: brierScore(judged) ?? 0,
    brierOfShare: share * (1 - share),
    reliability: reliability(judged),
    inputs: inputNames(read)
      .map((name, i) => ({ name, weight: model.weights[i] as number }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    intercept: model.intercept,
  };
}

function fitOn(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  outcomes: readonly number[],
  isInput: (index: number) => boolean,
): { model: Logistic; read: Column[] } {
  const read = columns.flatMap((name, i) => (isInput(i) ? (readColumn(name, i, rows) ?? []) : []));
  return {
    model: fitLogistic(
      rows.map((row) => toInputs(read, row)),
      outcomes,
    ),
    read,
  };
}

/** A fold for each row, so that each fold has its share of events. Rows of a kind take turns, in an order that a fixed seed shuffles. */
function stratify(outcomes: readonly number[]): number[] {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const order = outcomes.map((outcome, i) => ({ outcome, i, at: random() })).sort((a, b) => a.at - b.at);
  const next = [0, 0];
  const foldOf = new Array<number>(outcomes.length).fill(0);
  for (const { outcome, i } of order) {
    const turn = next[outcome] ?? 0;
    foldOf[i] = turn % folds;
    next[outcome] = turn + 1;
  }
  return foldOf;
}
