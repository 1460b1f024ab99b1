import type { Evaluation } from '../domain/linkage/evaluateLinks.ts';
import { type Linkage, linkProbability, reviewProbability } from '../domain/linkage/linkRecords.ts';
import type { CsvTable } from './readTable.ts';

/** Where each record stands: its file and line, and its id where it has one. */
export type Refs = readonly { file: string; table: number; row: number; line: number; id: string | null }[];

/** Pairs of a truth that say nothing of the records, and the first of them. Null: a value that is no id; or both are the same record. */
export type LeftOut = { pairs: number; ofPairs: number; first: { line: number; unknownId: string | null } | null };

/** What `alongside match` found. */
export type MatchResult = {
  tables: readonly CsvTable[];
  linkage: Linkage;
  refs: Refs;
  /** Null where no truth was given. */
  evaluation: Evaluation | null;
  /** Null where the truth is not a file of pairs. */
  leftOut: LeftOut | null;
};

/** So many clusters and pairs are printed as text. */
const shown = 20;

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

/** Everything that was found, for machines: links with the weights that add up to their evidence, review, clusters, model, figures. */
export function matchJson({ tables, linkage, refs, evaluation, leftOut }: MatchResult) {
  const { records, model } = linkage;
  const ref = (record: number) => {
    const { file, line, id } = refs[record] as Refs[number];
    return { file, line, id };
  };
  const pair = ({ a, b }: { a: number; b: number }) => {
    const { priorBits, weights, bits, probability } = linkage.explain(a, b);
    return {
      a: ref(a),
      b: ref(b),
      bits: round(bits),
      probability: round(probability, 4),
      waterfall: [
        { field: null, level: 'before anything is compared', bits: round(priorBits) },
        ...weights.map((weight) => ({ ...weight, bits: round(weight.bits) })),
      ],
    };
  };
  return {
    files: tables.map(({ name, rows, encoding }) => ({ name, records: rows.length, encoding })),
    fields: records.fields.map(({ name, kind, present }) => ({ name, kind: kind.id, present })),
    skipped: records.skipped,
    compared: { pairs: linkage.compared, ofPairs: model.pairs, keys: linkage.schemes },
    model: {
      prior: model.prior,
      rounds: model.rounds,
      converged: model.converged,
      expectedMatches: round(model.expectedMatches),
      linkProbability,
      reviewProbability,
      fields: model.fields.map(({ name, kind, levels, m, u }) => ({
        name,
        kind,
        levels: levels.map((level, l) => ({
          level,
          m: m[l] as number,
          u: u[l] as number,
          bits: round(Math.log2((m[l] as number) / (u[l] as number))),
        })),
      })),
    },
    links: linkage.links.map(pair),
    review: linkage.review.map((edge) => ({ ...pair(edge), why: edge.why })),
    clusters: linkage.clusters.map((members) => members.map(ref)),
    evaluation,
    leftOut,
  };
}

const skippedBecause = {
  key: 'numbers the rows',
  answer: 'says who is who',
  constant: 'always the same',
  empty: 'empty',
  ignored: 'not to be looked at',
  oneTable: 'in one file only',
  tooMany: 'enough without it',
};
const heldBecause = {
  unsure: 'not sure enough',
  bridge: 'would join groups that contradict each other',
  tooLarge: 'would make too large a group',
  taken: 'one of them is linked with another record',
};

/** The same for people. Long lists are cut; JSON has all. */
export function matchText({ tables, linkage, refs, evaluation, leftOut }: MatchResult): string {
  const { records, model, clusters, links, review } = linkage;
  const name = (record: number) => {
    const { file, line, id } = refs[record] as Refs[number];
    return `${tables.length > 1 ? `${file} ` : ''}${id ?? `line ${line}`}`;
  };
  const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
  const lines = [
    ...tables.map(
      ({ name: file, rows, encoding }) =>
        `${file}: ${count(rows.length, 'record')}${encoding === 'utf-8' ? '' : `, read as ${encoding}`}`,
    ),
    `Compared: ${records.fields.map(({ name: field, kind }) => `${field} (${kind.id})`).join(', ') || 'nothing'}`,
    ...(records.skipped.length > 0
      ? [`Left out: ${records.skipped.map(({ column, why }) => `${column} (${skippedBecause[why]})`).join(', ')}`]
      : []),
    `${count(linkage.compared, 'pair')} of ${count(model.pairs, 'possible pair')} compared.${model.converged ? '' : ' The model did not come to rest; look at the links with care.'}`,
    '',
    `${count(clusters.length, 'cluster')} with ${count(
      clusters.reduce((sum, members) => sum + members.length, 0),
      'record',
    )}, ${count(links.length, 'link')}, ${count(review.length, 'pair')} to review.`,
    ...clusters.slice(0, shown).map((members) => `  ${members.map(name).join(' = ')}`),
    ...more(clusters.length),
  ];
  if (review.length > 0) {
    lines.push('', 'To review, most likely first:');
    for (const { a, b, probability, why } of review.slice(0, shown))
      lines.push(
        `  ${Math.floor(100 * probability)
          .toString()
          .padStart(3)} %  ${name(a)} ~ ${name(b)}  ${heldBecause[why]}`,
      );
    lines.push(...more(review.length));
  }
  if (evaluation) {
    const figure = (value: number | null) => (value === null ? 'none' : value.toFixed(4));
    lines.push(
      '',
      `Against the truth: precision ${figure(evaluation.precision)}, recall ${figure(evaluation.recall)}, F1 ${figure(evaluation.f1)}`,
      `  ${count(evaluation.correct, 'pair')} right of ${evaluation.found.toLocaleString('en')} linked and ${evaluation.truePairs.toLocaleString('en')} true; ${figure(evaluation.blockingRecall)} of the true pairs were compared.`,
    );
  }
  if (leftOut?.first) {
    const { line, unknownId } = leftOut.first;
    const why = unknownId === null ? 'the record is compared with itself' : `no record has the id "${unknownId}"`;
    lines.push(
      `  ${count(leftOut.pairs, 'pair')} of ${leftOut.ofPairs.toLocaleString('en')} not counted. The first is in line ${line} of the truth: ${why}. Correct the ids, or name their column with --id.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const more = (total: number) =>
  total > shown ? [`  and ${(total - shown).toLocaleString('en')} more; --json prints all`] : [];
