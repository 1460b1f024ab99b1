import * as z from 'zod/mini';
import { type Converted, converter, type FieldRule, type Row } from '../domain/import/convert.ts';
import { type FieldSpec, type ImportKind, importFields, importKinds } from '../domain/import/kinds.ts';

/** A mapping that cannot be used, in words that name the place in it. */
export class MappingError extends Error {
  override name = 'MappingError';
}

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const SetName = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and "-", at most 40'));
const Rule = z.union([
  z.string().check(z.minLength(1)),
  z.strictObject({
    column: z.optional(z.string().check(z.minLength(1))),
    value: z.optional(Scalar),
    default: z.optional(Scalar),
    values: z.optional(z.record(z.string(), Scalar)),
    format: z.optional(z.string()),
    decimal: z.optional(z.enum(['.', ','])),
    currency: z.optional(z.union([z.string(), z.strictObject({ column: z.string() })])),
    unit: z.optional(z.enum(['major', 'minor'])),
    split: z.optional(z.string().check(z.minLength(1))),
    set: z.optional(SetName),
  }),
]);
const Record_ = z.strictObject({
  kind: z.enum(importKinds),
  when: z.optional(z.strictObject({ column: z.string(), is: z.array(z.string()).check(z.minLength(1)) })),
  id: Rule,
  modifiedAt: z.optional(Rule),
  fields: z.record(z.string(), z.union([Rule, z.array(Rule)])),
});
const MappingFile = z.strictObject({
  set: SetName,
  format: z.optional(
    z.strictObject({
      delimiter: z.optional(z.string().check(z.length(1))),
      encoding: z.optional(z.enum(['utf-8', 'windows-1252'])),
    }),
  ),
  records: z.array(Record_).check(z.minLength(1, 'at least one')),
});

/** What a column that could not be read held, and what was expected. Empty values are shown as such. */
export type RowProblem = { column: string; value: string; expected: string };
/** A record as a row gives it. `body` holds the fields that were filled, in the order of `importFields`. */
export type RowRecord = { kind: ImportKind; id: string; modifiedAt: number | null; body: Record<string, unknown> };
/** What one row comes to: its records, or everything that is wrong with it. */
export type RowResult = { records: RowRecord[]; problems: RowProblem[] };

/** A checked mapping. `columns`: those it names, so that a misspelt one can be told before the first row. */
export type Mapping = {
  set: string;
  delimiter: string | null;
  encoding: 'utf-8' | 'windows-1252';
  kinds: ImportKind[];
  columns: string[];
  read(row: Row): RowResult;
};

type Reader = (row: Row, problems: RowProblem[]) => unknown;
const maxId = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
const unusable = /[\u0000-\u001f\u007f-\u009f]/;

/** Checks a mapping file, already parsed as JSON, and makes the reader of its rows. Throws MappingError. */
export function readMapping(json: unknown): Mapping {
  const parsed = z.safeParse(MappingFile, json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new MappingError(
      `${issue?.path.join('.') || 'the mapping'}: ${issue ? wordsFor(issue) : 'not as expected'}.`,
    );
  }
  const { set, format, records } = parsed.data;
  const columns = new Set<string>();
  const readers = records.map((record, i) => {
    const where = `records.${i}`;
    const specs = importFields[record.kind];
    const unknown = Object.keys(record.fields).find((name) => !Object.hasOwn(specs, name));
    if (unknown !== undefined)
      throw new MappingError(
        `${where}.fields.${unknown}: a ${record.kind} has no such field. Fields: ${Object.keys(specs).join(', ')}.`,
      );
    const lacking = Object.entries(specs).find(([name, spec]) => spec.required && !Object.hasOwn(record.fields, name));
    if (lacking) throw new MappingError(`${where}.fields: a ${record.kind} needs "${lacking[0]}".`);
    const make = (spec: FieldSpec, rule: z.infer<typeof Rule>, name: string) =>
      one(spec, rule, { set, columns, where: `${where}.${name}` });
    const id = make({ type: 'text', required: true }, record.id, 'id');
    const modifiedAt = record.modifiedAt ? make({ type: 'instant' }, record.modifiedAt, 'modifiedAt') : null;
    const fields = Object.entries(specs).flatMap(([name, spec]): [string, Reader][] => {
      const rules = Object.hasOwn(record.fields, name) ? record.fields[name] : undefined;
      if (rules === undefined) return [];
      const list = Array.isArray(rules) ? rules : [rules];
      if (list.length > 1 && !spec.list) throw new MappingError(`${where}.fields.${name}: it takes one value.`);
      const parts = list.map((rule) => make(spec, rule, `fields.${name}`));
      return [
        [
          name,
          spec.list ? (row, problems) => parts.flatMap((part) => part(row, problems) ?? []) : (parts[0] as Reader),
        ],
      ];
    });
    if (record.when) columns.add(record.when.column);
    return { ...record, id, modifiedAt, fields };
  });
  return {
    set,
    delimiter: format?.delimiter ?? null,
    encoding: format?.encoding ?? 'utf-8',
    kinds: [...new Set(records.map((r) => r.kind))],
    columns: [...columns],
    read(row) {
      const problems: RowProblem[] = [];
      const found = readers.flatMap(({ kind, when, id, modifiedAt, fields }): RowRecord[] => {
        if (when && !when.is.includes(row.text(when.column))) return [];
        const own = id(row, problems);
        const at = modifiedAt?.(row, problems) ?? null;
        const body: Record<string, unknown> = {};
        for (const [name, read] of fields) {
          const value = read(row, problems);
          if (value !== null && !(Array.isArray(value) && value.length === 0)) body[name] = value;
        }
        if (typeof own !== 'string') return [];
        if (own.length > maxId || unusable.test(own) || !own.isWellFormed())
          problems.push({ column: 'id', value: own, expected: `at most ${maxId} characters, none of them invisible` });
        return [{ kind, id: `${set}:${own}`, modifiedAt: typeof at === 'number' ? at : null, body }];
      });
      return { records: problems.length > 0 ? [] : found, problems };
    },
  };
}

/** What is wrong at a place of the mapping. */
function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `there is no "${issue.keys.join('", "')}" here`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'invalid_type':
      return `it takes ${issue.expected === 'object' ? 'an object' : `a value of type ${issue.expected}`}`;
    case 'invalid_union':
      return 'it takes the name of a column, or an object with "column" or "value" and options that exist';
    default:
      return issue.message;
  }
}

/** The reader of one rule: null when there is no value and none is needed. What cannot be read is added to the problems. */
function one(
  spec: FieldSpec,
  given: z.infer<typeof Rule>,
  at: { set: string; columns: Set<string>; where: string },
): Reader {
  const rule: FieldRule = typeof given === 'string' ? { column: given } : given;
  if ((rule.column === undefined) === (rule.value === undefined))
    throw new MappingError(`${at.where}: it takes a column or a constant "value", one of the two.`);
  const { column = '(constant)' } = rule;
  if (rule.column !== undefined) at.columns.add(rule.column);
  if (typeof rule.currency === 'object') at.columns.add(rule.currency.column);
  let convert: (text: string, row: Row) => Converted;
  try {
    convert = converter(spec, rule, at.set);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MappingError(`${at.where}: ${error.message}.`);
  }
  const fallback = rule.default === undefined ? '' : String(rule.default);
  const read = (text: string, row: Row, problems: RowProblem[]): unknown => {
    const converted = convert(text, row);
    if ('value' in converted) return converted.value;
    problems.push({ column, value: text, expected: converted.expected });
    return null;
  };
  if (spec.list) {
    const textsOf = (row: Row): string[] => {
      const texts = rule.column === undefined ? [String(rule.value)] : row.texts(rule.column);
      const { split } = rule;
      return split === undefined ? texts : texts.flatMap((text) => text.split(split));
    };
    return (row, problems) =>
      textsOf(row)
        .map((text) => text.trim() || fallback)
        .filter((text) => text !== '')
        .map((text) => read(text, row, problems));
  }
  return (row, problems) => {
    const text = (rule.column === undefined ? String(rule.value) : row.text(rule.column)) || fallback;
    if (text !== '') return read(text, row, problems);
    if (spec.required) problems.push({ column, value: '', expected: 'a value' });
    return null;
  };
}
