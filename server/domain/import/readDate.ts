/** Parts of a format, longest first, with the digits that each takes. */
const parts = { YYYY: '\\d{4}', MM: '\\d{1,2}', DD: '\\d{1,2}', HH: '\\d{1,2}', mm: '\\d{2}', ss: '\\d{2}' } as const;
type Part = keyof typeof parts;
const partForm = /YYYY|MM|DD|HH|mm|ss/g;
const isoForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const maxMs = 8.64e15;

/** Reads a text as epoch milliseconds; null when it is no such time. */
export type DateReader = (text: string) => number | null;

/**
 * A reader for a format: `iso` (the default: a day, or an instant with a zone or in UTC), `unix` (seconds), `unixMs`, or a pattern of
 * YYYY, MM, DD, HH, mm and ss such as `DD.MM.YYYY HH:mm`, in UTC. Null for what is no format. A day that does not exist, such as 31
 * February, is no time.
 */
export function dateReader(format = 'iso'): DateReader | null {
  if (format === 'iso') return readIso;
  if (format === 'unix') return (text) => readNumber(text, 1000);
  if (format === 'unixMs') return (text) => readNumber(text, 1);
  const names = format.match(partForm) as Part[] | null;
  if (!names || new Set(names).size !== names.length || /[A-Za-z]/.test(format.replace(partForm, ''))) return null;
  if (!(['YYYY', 'MM', 'DD'] as const).every((part) => names.includes(part))) return null;
  const escaped = format.split(partForm).map((plain) => plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const form = new RegExp(`^${escaped.map((plain, i) => plain + (names[i] ? `(${parts[names[i]]})` : '')).join('')}$`);
  return (text) => {
    const found = form.exec(text);
    if (!found) return null;
    const value = (part: Part) => (names.includes(part) ? Number(found[names.indexOf(part) + 1]) : 0);
    return utc(value('YYYY'), value('MM'), value('DD'), value('HH'), value('mm'), value('ss'));
  };
}

function readIso(text: string): number | null {
  const found = isoForm.exec(text);
  if (!found) return null;
  const [, day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = found;
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const ms = utc(year, month, date, Number(hour), Number(minute), Number(second));
  if (ms === null) return null;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offset = sign ? (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '+' ? -1 : 1) : 0;
  return ms + offset + Math.floor(Number(`0.${fraction || 0}`) * 1000);
}

function readNumber(text: string, factor: number): number | null {
  if (!/^-?\d{1,16}(?:\.\d{1,6})?$/.test(text)) return null;
  const ms = Math.round(Number(text) * factor);
  return Math.abs(ms) <= maxMs ? ms : null;
}

/** Date.UTC takes 31 February for 3 March, and 25 o'clock for the next day. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year);
  const same =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same ? date.getTime() : null;
}
