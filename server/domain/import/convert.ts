import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import type { Money } from '../../../lib/contract/values.ts';
import type { FieldSpec } from './kinds.ts';
import { readDecimal, readMoney } from './readAmount.ts';
import { type DateReader, dateReader } from './readDate.ts';

/** How a field is filled; see `mapping.ts` for the words of the mapping file. */
export type FieldRule = {
  column?: string | undefined;
  value?: string | number | boolean | undefined;
  default?: string | number | boolean | undefined;
  values?: Readonly<Record<string, string | number | boolean>> | undefined;
  format?: string | undefined;
  decimal?: '.' | ',' | undefined;
  currency?: string | { column: string } | undefined;
  unit?: 'major' | 'minor' | undefined;
  split?: string | undefined;
  set?: string | undefined;
};

/** A row of a file: the text of a column (a path such as `customer.id` in JSON), empty when there is none. */
export type Row = { text(column: string): string; texts(column: string): string[] };

/** One converted value, or what was expected instead of it. */
export type Converted = { value: string | number | boolean | Money } | { expected: string };

const yes = new Set(['true', 'yes', 'y', '1', 'on']);
const no = new Set(['false', 'no', 'n', '0', 'off']);
const maxText = 500;
const maxId = 200;

/**
 * A function that makes a field's value of a text, which is not empty. `sets` makes a reference of an id. Throws RangeError with a
 * sentence when the rule does not fit the field.
 */
export function converter(spec: FieldSpec, rule: FieldRule, ownSet: string): (text: string, row: Row) => Converted {
  checkRule(spec, rule);
  const read = reader(spec, rule, ownSet);
  const { values } = rule;
  if (!values) return read;
  const known = new Map(Object.entries(values).map(([from, to]) => [from.toLowerCase(), String(to)]));
  return (text, row) => {
    const found = known.get(text.toLowerCase());
    return found === undefined ? { expected: `one of ${[...known.keys()].join(', ')}` } : read(found, row);
  };
}

/** Options say how a kind of value is written; one that could not have an effect is a mistake. */
function checkRule(spec: FieldSpec, rule: FieldRule): void {
  const only = (option: keyof FieldRule, fits: boolean, what: string) => {
    if (rule[option] !== undefined && !fits) throw new RangeError(`"${option}" is for ${what}`);
  };
  const { type } = spec;
  only('format', type === 'day' || type === 'instant', 'days and instants');
  only('decimal', type === 'money' || type === 'number', 'money and numbers');
  only('currency', type === 'money', 'money');
  only('unit', type === 'money', 'money');
  only('split', spec.list === true, 'lists');
  only('set', type === 'reference', 'references');
  if (type === 'money' && rule.currency === undefined)
    throw new RangeError('an amount needs "currency": a code such as "EUR", or { "column": "…" }');
}

function reader(spec: FieldSpec, rule: FieldRule, ownSet: string): (text: string, row: Row) => Converted {
  switch (spec.type) {
    case 'text':
      return (text) => (text.length <= maxText ? { value: text } : { expected: `at most ${maxText} characters` });
    case 'word': {
      const words = new Map((spec.words ?? []).map((word) => [word.toLowerCase(), word]));
      return (text) => {
        const value = words.get(text.toLowerCase());
        return value === undefined ? { expected: `one of ${[...words.values()].join(', ')}` } : { value };
      };
    }
    case 'boolean':
      return (text) => {
        const word = text.toLowerCase();
        return yes.has(word) ? { value: true } : no.has(word) ? { value: false } : { expected: 'yes or no' };
      };
    case 'number':
      return (text) => {
        const plain = readDecimal(text, rule.decimal);
        return plain === null ? { expected: 'a number' } : { value: Number(plain) };
      };
    case 'salesforceId':
      return (text) => {
        const value = canonicalSalesforceId(text);
        return value === null ? { expected: 'a Salesforce id of 15 or 18 characters' } : { value };
      };
    case 'reference':
      return (text) =>
        text.length <= maxId ? { value: `${rule.set ?? ownSet}:${text}` } : { expected: `at most ${maxId} characters` };
    case 'day':
    case 'instant': {
      const read: DateReader | null = dateReader(rule.format);
      if (!read)
        throw new RangeError('"format" is iso, unix, unixMs, or a pattern of YYYY, MM, DD, HH, mm and ss, each once');
      const what = spec.type === 'day' ? 'a day' : 'an instant';
      const example = rule.format && rule.format !== 'iso' ? rule.format : '2026-11-21';
      return (text) => {
        const ms = read(text);
        if (ms === null) return { expected: `${what} as ${example}` };
        return { value: spec.type === 'day' ? new Date(ms).toISOString().slice(0, 10) : ms };
      };
    }
    case 'money': {
      const { currency, unit = 'major', decimal } = rule;
      return (text, row) => {
        const code = typeof currency === 'string' ? currency : row.text(currency?.column ?? '');
        const value = readMoney(text, { currency: code, unit, ...(decimal ? { decimal } : {}) });
        if (value) return { value };
        if (!/^[A-Za-z]{3}$/.test(code))
          return { expected: `an amount with a currency code, not "${code.slice(0, 20)}"` };
        return { expected: `an amount in ${code}${unit === 'minor' ? ', in its smallest unit' : ''}` };
      };
    }
  }
}
