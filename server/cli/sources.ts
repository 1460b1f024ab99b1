import type { SourceList, SourceStatus } from '../../lib/contract/sources.ts';

const driftWords = {
  missing: 'is missing',
  retyped: 'has another type',
  empty: 'came without any row, so nothing was removed',
  unreadable: 'came with rows without an id or a time, which are not read',
  hidden: 'may not be read',
  absent: 'is not there, or not shown to us',
} as const;

/** The status of the sources as aligned columns, with a line for each thing that is wrong. */
export function sourcesText(list: SourceList): string {
  const nowMs = Date.parse(list.asOf);
  const rows = [
    ['SOURCE', 'STATE', 'LAST SUCCESS', 'BUDGET USED', 'CONNECTED', 'WEBHOOKS', 'RECORDS'],
    ...list.sources.map((s) => [
      s.source,
      s.state,
      agoText(s.lastSuccessAt, nowMs),
      budgetText(s, nowMs),
      authText(s, nowMs),
      webhooksText(s, nowMs),
      rowsText(s),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.flatMap((row, i) => [
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
    ...(i === 0 ? [] : troubles(list.sources[i - 1], nowMs).map((line) => `  ! ${line}`)),
    ...(i === 0 ? [] : absences(list.sources[i - 1]).map((line) => `  - ${line}`)),
  ]);
  const next = list.pulling
    ? 'They are being pulled now.'
    : list.nextPullAt === null
      ? 'No running server pulls them. Start "alongside serve", or run "alongside sync".'
      : Date.parse(list.nextPullAt) < nowMs
        ? `The next pull was due ${agoText(list.nextPullAt, nowMs)}. Is "alongside serve" running?`
        : `Next pull in ${spanText(Date.parse(list.nextPullAt) - nowMs)}.`;
  return [...lines, next].join('\n');
}

function troubles(status: SourceStatus | undefined, nowMs: number): string[] {
  if (!status?.connected) return [];
  return [
    ...(status.lastError === null ? [] : [`${agoText(status.lastErrorAt, nowMs)}: ${clean(status.lastError)}`]),
    ...status.drift
      .filter((d) => d.what !== 'absent')
      .map((d) => {
        const good = d.lastGoodAt === null ? '' : `; last seen ${agoText(d.lastGoodAt, nowMs)}, and kept from then`;
        const what = d.field === '*' ? d.stream : `${d.stream}: ${d.field}`;
        const toDo = d.toDo === null ? '' : ` ${d.toDo}`;
        return `${what} ${driftWords[d.what]}, first noticed ${agoText(d.since, nowMs)}${good}.${toDo}`;
      }),
    ...status.refused.map(
      (r) =>
        `Record ${clean(r.id)} of ${r.stream}, refused first ${agoText(r.since, nowMs)}, is asked for with each pull: ${clean(r.why)}`,
    ),
    ...(status.waiting > 0 ? [`Records that webhooks named and the next pull fetches: ${status.waiting}.`] : []),
    ...webhookNotes(status),
  ];
}

/** What an account may well be without: no trouble, but to be known. */
function absences(status: SourceStatus | undefined): string[] {
  if (!status?.connected) return [];
  return status.drift
    .filter((d) => d.what === 'absent')
    .map((d) => `${d.stream} ${driftWords.absent}. If the account has it: ${d.toDo}`);
}

function rowsText({ rows }: SourceStatus): string {
  return rows.map((row) => `${row.kind} ${row.count}`).join(', ') || '-';
}

function authText({ auth }: SourceStatus, nowMs: number): string {
  if (auth === null) return '-';
  if (auth.kind === 'configuration') return 'by the configuration';
  if (auth.connectedAt === null) return 'not yet';
  return `${auth.kind === 'oauth' ? 'signed in' : 'secret stored'} ${agoText(auth.connectedAt, nowMs)}`;
}

function webhooksText({ webhooks }: SourceStatus, nowMs: number): string {
  if (webhooks === null) return '-';
  if (webhooks.kind === 'configuration') return 'by the configuration';
  return `secret stored ${agoText(webhooks.storedAt, nowMs)}`;
}

/** What a person should do about webhook secrets, if anything. */
function webhookNotes({ source, webhooks }: SourceStatus): string[] {
  if (webhooks?.kind === 'configuration')
    return webhooks.storedAt === null
      ? []
      : ['A webhook secret is stored and not used: the configuration has webhookSecrets, and those count.'];
  if (!webhooks?.before) return [];
  const until = webhooks.before.until ?? `"alongside disconnect ${source} --webhook-secret old"`;
  return [`The webhook secret before it is accepted until ${until}.`];
}

function budgetText({ budget }: SourceStatus, nowMs: number): string {
  if (!budget) return '-';
  const isOver = nowMs - Date.parse(budget.asOf) > budget.windowMs;
  const age = isOver ? `, ${agoText(budget.asOf, nowMs)}` : '';
  return `${budget.used} of ${budget.limit} in ${spanText(budget.windowMs)}${age}`;
}

/** How long ago an ISO 8601 instant was, in its largest whole unit: `6 minutes ago`. */
export function agoText(at: string | null, nowMs: number): string {
  return at === null ? 'never' : `${spanText(nowMs - Date.parse(at))} ago`;
}

/** A length of time in its largest whole unit: `6 minutes`. */
function spanText(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [name, size] = units.find(([, unit]) => ms >= unit) ?? (['second', 1000] as const);
  const n = Math.max(0, Math.floor(ms / size));
  return `${n} ${name}${n === 1 ? '' : 's'}`;
}

/** Nothing that could move the cursor of a terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 500);
}
