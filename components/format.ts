import { decimals } from '../lib/contract/decimals.ts';
import type { Money } from '../lib/contract/values.ts';

const dayMs = 86_400_000;

/** Making a formatter costs a hundred times more than using it, and a panel uses dozens, so each kind is made once per locale. */
function kept<O, F>(make: (locale: string, options: O) => F): (locale: string, options: O) => F {
  const made = new Map<string, F>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const format = made.get(key) ?? make(locale, options);
    made.set(key, format);
    return format;
  };
}
const numberFormat = kept((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const dayFormat = kept((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
const relativeFormat = kept(
  (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);

/** An amount in the reader's locale; minor digits only when there are any. `compact` shortens thousands and millions. */
export function formatMoney({ amountMinor, currency }: Money, locale: string, compact = false): string {
  const digits = decimals(currency);
  const amount = amountMinor / 10 ** digits;
  const short = compact && Math.abs(amount) >= 10_000;
  return numberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: short ? 'compact' : 'standard',
    minimumFractionDigits: short || Number.isInteger(amount) ? 0 : digits,
    maximumFractionDigits: short ? 1 : digits,
  }).format(amount);
}

/** `14 Dec 2026` in the reader's locale. Days without a time are UTC. */
export function formatDay(iso: string, locale: string): string {
  return dayFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(iso),
  );
}

/** Whole days from now to an instant, by calendar day in UTC: tomorrow is 1, yesterday −1. */
export function daysUntil(iso: string, nowMs: number): number {
  return Math.floor(Date.parse(iso) / dayMs) - Math.floor(nowMs / dayMs);
}

/** `in 23 days`, `12 days ago`, `3 minutes ago`, in the reader's locale; `short` where the place is narrow (`3 min. ago`). */
export function formatRelative(
  iso: string,
  nowMs: number,
  locale: string,
  style: Intl.RelativeTimeFormatStyle = 'long',
): string {
  const ms = Date.parse(iso) - nowMs;
  const format = relativeFormat(locale, { numeric: 'auto', style });
  const size = Math.abs(ms);
  if (size < 60_000) return format.format(0, 'minute');
  if (size < 3_600_000) return format.format(Math.trunc(ms / 60_000), 'minute');
  if (size < dayMs) return format.format(Math.trunc(ms / 3_600_000), 'hour');
  return format.format(daysUntil(iso, nowMs), 'day');
}

/** `1 day`, `12 days`, in the reader's locale and its plural. */
export function formatDays(days: number, locale: string): string {
  return numberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
}

/** `23d`, as short as the locale can say it; from a thousand days on in years (`2.7y`), so that it fits where only four figures do. */
export function formatDaysNarrow(days: number, locale: string): string {
  const [value, unit] = Math.abs(days) < 1_000 ? [days, 'day'] : [days / 365, 'year'];
  return numberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'narrow',
    maximumFractionDigits: 1,
  })
    .format(value as number)
    .replace('-', '−')
    .replaceAll(/\s/g, '');
}

/** Whole days from now to an instant in words: `today`, `tomorrow`, `in 23 days`, `3 days ago`. */
export function formatDaysUntil(iso: string, nowMs: number, locale: string): string {
  return relativeFormat(locale, { numeric: 'auto' }).format(daysUntil(iso, nowMs), 'day');
}

/** `91%`, spaced and signed as the locale does. `share` is 0..1. */
export function formatPercent(share: number, locale: string): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `0.04 ms`, `312 ms`: two digits that say something. */
export function formatMilliseconds(ms: number, locale: string): string {
  return numberFormat(locale, {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumSignificantDigits: ms < 100 ? 2 : 4,
  }).format(ms);
}

export function formatNumber(value: number, locale: string, maximumFractionDigits = 1): string {
  return numberFormat(locale, { maximumFractionDigits }).format(value);
}

/** A signed change, `+3` or `−3.5`; zero has no sign. */
export function formatSigned(value: number, locale: string): string {
  return numberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 }).format(value).replace('-', '−');
}

/** Minutes as the largest sensible unit, `45 min`, `3.2 hr`, `1.8 days`. */
export function formatMinutes(minutes: number, locale: string): string {
  const [value, unit] =
    minutes < 90 ? [minutes, 'minute'] : minutes < 2_880 ? [minutes / 60, 'hour'] : [minutes / 1_440, 'day'];
  return numberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(value as number);
}

/** Text from a source, to be put inside a sentence: its direction and its bidirectional controls stay its own (Unicode FSI, PDI). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

const linkHosts = /(^|\.)(lightning\.force\.com|my\.salesforce\.com|hubspot\.com|zendesk\.com|dashboard\.stripe\.com)$/;

/** The address if it is an https page of a system we know, else null: what a source sends never becomes another kind of link. */
export function safeUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && linkHosts.test(hostname) ? url : null;
}
