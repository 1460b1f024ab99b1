/** A fitted model: the probability of a row is 1 / (1 + exp(-(intercept + sum of weights x inputs))). */
export type Logistic = { intercept: number; weights: number[] };

const maxSteps = 50;
const tolerance = 1e-8;

/**
 * Logistic regression by Newton's method, with a ridge penalty on the weights but not on the intercept. `rows` are inputs of one scale,
 * `outcomes` 0 or 1. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1; ridge as in 3.4.1.
 */
export function fitLogistic(rows: readonly (readonly number[])[], outcomes: readonly number[], ridge = 1): Logistic {
  const size = (rows[0]?.length ?? 0) + 1;
  const beta = new Array<number>(size).fill(0);
  for (let step = 0; step < maxSteps; step++) {
    const gradient = new Array<number>(size).fill(0);
    const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const [i, row] of rows.entries()) {
      const p = sigmoid(linear(beta, row));
      const error = (outcomes[i] as number) - p;
      const w = p * (1 - p);
      for (let a = 0; a < size; a++) {
        const xa = a === 0 ? 1 : (row[a - 1] as number);
        if (xa === 0) continue;
        gradient[a] = (gradient[a] as number) + error * xa;
        const line = hessian[a] as number[];
        for (let b = 0; b <= a; b++) line[b] = (line[b] as number) + w * xa * (b === 0 ? 1 : (row[b - 1] as number));
      }
    }
    for (let a = 1; a < size; a++) {
      gradient[a] = (gradient[a] as number) - ridge * (beta[a] as number);
      const line = hessian[a] as number[];
      line[a] = (line[a] as number) + ridge;
    }
    const change = solve(hessian, gradient);
    for (const [a, by] of change.entries()) beta[a] = (beta[a] as number) + by;
    if (Math.max(...change.map(Math.abs)) < tolerance) break;
  }
  const [intercept = 0, ...weights] = beta;
  return { intercept, weights };
}

/** The probability of one row, 0..1. */
export function predict({ intercept, weights }: Logistic, row: readonly number[]): number {
  return sigmoid(linear([intercept, ...weights], row));
}

function linear(beta: readonly number[], row: readonly number[]): number {
  let sum = beta[0] ?? 0;
  for (const [i, x] of row.entries()) sum += (beta[i + 1] as number) * x;
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Solves A x = b for a symmetric positive definite A, of which the lower half is read, by Cholesky's decomposition. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const l = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const at = (m: readonly (readonly number[])[], i: number, j: number) => (m[i] as number[])[j] as number;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(a, i, j);
      for (let k = 0; k < j; k++) sum -= at(l, i, k) * at(l, j, k);
      // An input that never varies, such as an intercept without spread, must not divide by zero.
      (l[i] as number[])[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(l, j, j);
    }
  const y: number[] = [];
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= at(l, i, k) * (y[k] as number);
    y.push(sum / at(l, i, i));
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i] as number;
    for (let k = i + 1; k < n; k++) sum -= at(l, k, i) * (x[k] as number);
    x[i] = sum / at(l, i, i);
  }
  return x;
}
