/** The part of SOQL that a synchronising client uses: fields, one object, comparisons and IN with AND and OR, ORDER BY, LIMIT, COUNT(). */
export type Soql = {
  fields: string[];
  count: boolean;
  object: string;
  where: Condition | null;
  orderBy: string[];
  /** Whether the first of them goes from the greatest to the least. */
  descending: boolean;
  limit: number | null;
};
export type Condition =
  | { op: 'and' | 'or'; left: Condition; right: Condition }
  | { op: 'in'; field: string; values: (string | number | boolean | null)[] }
  | { op: '=' | '!=' | '>' | '<' | '>=' | '<='; field: string; value: string | number | boolean | null };

/** A query that Salesforce would refuse; the message is what it would say. */
export class SoqlError extends Error {
  override name = 'SoqlError';
}

const token = /\s*('(?:[^'\\]|\\.)*'|>=|<=|!=|[()=<>,]|[^\s()=<>,!']+)/gy;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (!found?.[1]) throw new SoqlError(`unexpected token near '${text.slice(0, 40)}'`);
    tokens.push(found[1]);
  }
  return tokens;
}

/** Parses a query. Throws SoqlError. */
export function parseSoql(text: string): Soql {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at]?.toUpperCase();
  const take = () => {
    const next = tokens[at++];
    if (next === undefined) throw new SoqlError('unexpected end of query');
    return next;
  };
  const expect = (word: string) => {
    const next = take();
    if (next.toUpperCase() !== word) throw new SoqlError(`unexpected token: '${next}', expecting ${word}`);
  };
  const list = () => {
    const items = [take()];
    while (peek() === ',') {
      at++;
      items.push(take());
    }
    return items;
  };

  const comparison = (): Condition => {
    if (peek() === '(') {
      at++;
      const inner = or();
      expect(')');
      return inner;
    }
    const field = take();
    const op = take();
    if (op.toUpperCase() === 'IN') {
      expect('(');
      const values = list().map(literal);
      expect(')');
      return { op: 'in', field, values };
    }
    if (!['=', '!=', '>', '<', '>=', '<='].includes(op)) throw new SoqlError(`unexpected token: '${op}'`);
    return { op: op as '=', field, value: literal(take()) };
  };
  const and = (): Condition => {
    let left = comparison();
    while (peek() === 'AND') {
      at++;
      left = { op: 'and', left, right: comparison() };
    }
    return left;
  };
  const or = (): Condition => {
    let left = and();
    while (peek() === 'OR') {
      at++;
      left = { op: 'or', left, right: and() };
    }
    return left;
  };

  expect('SELECT');
  let count = false;
  let fields: string[] = [];
  if (peek() === 'COUNT') {
    count = true;
    at++;
    expect('(');
    expect(')');
  } else fields = list();
  expect('FROM');
  const object = take();
  let where: Condition | null = null;
  if (peek() === 'WHERE') {
    at++;
    where = or();
  }
  const orderBy: string[] = [];
  let descending = false;
  if (peek() === 'ORDER') {
    at++;
    expect('BY');
    do {
      orderBy.push(take());
      if (orderBy.length === 1) descending = peek() === 'DESC';
      if (peek() === 'DESC' || peek() === 'ASC') at++;
    } while (peek() === ',' && ++at);
  }
  let limit: number | null = null;
  if (peek() === 'LIMIT') {
    at++;
    limit = Number(take());
  }
  if (at < tokens.length) throw new SoqlError(`unexpected token: '${tokens[at]}'`);
  return { fields, count, object, where, orderBy, descending, limit };
}

function literal(text: string): string | number | boolean | null {
  if (text.startsWith("'")) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (/^null$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  // Instants are written without quotes and compared as epoch milliseconds.
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SoqlError(`unexpected token: '${text}'`);
}

/** Reads `Owner.Name` from a row. Undefined when the field does not exist. */
export function readField(row: Record<string, unknown>, path: string): unknown {
  let value: unknown = row;
  for (const part of path.split('.')) {
    if (value === null) return null;
    if (typeof value !== 'object' || !Object.hasOwn(value as object, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** Evaluates a condition on a row. */
export function matches(row: Record<string, unknown>, condition: Condition | null): boolean {
  if (condition === null) return true;
  if (condition.op === 'and') return matches(row, condition.left) && matches(row, condition.right);
  if (condition.op === 'or') return matches(row, condition.left) || matches(row, condition.right);
  if (!('field' in condition)) return false;
  if (condition.op === 'in') return condition.values.includes(readField(row, condition.field) as string);
  const actual = readField(row, condition.field);
  const left = typeof condition.value === 'number' && typeof actual === 'string' ? Date.parse(actual) : actual;
  const right = condition.value;
  if (condition.op === '=') return left === right;
  if (condition.op === '!=') return left !== right;
  if (left === null || left === undefined || right === null) return false;
  if (condition.op === '>') return left > right;
  if (condition.op === '<') return left < right;
  return condition.op === '>=' ? left >= right : left <= right;
}
