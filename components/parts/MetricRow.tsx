import type { Metric } from '../../lib/contract/values.ts';
import {
  formatDays,
  formatMinutes,
  formatMoney,
  formatNumber,
  formatPercent,
  formatSigned,
  isolate,
} from '../format.ts';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';

/** Below this many observations a number is an anecdote: it is shown, but grey. */
const few = 5;
const grey: ReadonlySet<Metric['unit']> = new Set(['percent', 'minutes', 'days']);

/** One measured number with its window, its n and its change. Without a value it says why; it is never zero. */
export function MetricRow({ metric }: { metric: Metric }) {
  const { t, locale } = useView();
  const shown = valueText(metric, t, locale);
  const delta = metric.value !== null && metric.previous !== null ? metric.value - metric.previous : null;
  return (
    <div class="metric">
      <dt>{t(`metric_${metric.id}`)}</dt>
      <dd class={grey.has(metric.unit) && metric.n < few ? 'few' : undefined}>
        {shown === null ? (
          <span class="quiet">{metric.reason ? t(`reason_${metric.reason}`) : t('noValue')}</span>
        ) : (
          <strong>{shown}</strong>
        )}
        {delta !== null && delta !== 0 && metric.unit === 'count' ? (
          <span class="quiet">{formatSigned(delta, locale)}</span>
        ) : null}
        <small>
          {metric.windowDays === null ? t('windowNow') : formatDays(metric.windowDays, locale)}
          {metric.unit === 'count' || metric.unit === 'outOf' ? '' : ` · n = ${formatNumber(metric.n, locale)}`}
        </small>
        {metric.parts ? <small>{metric.parts.map((part) => partText(part, t, locale)).join(' · ')}</small> : null}
      </dd>
    </div>
  );
}

/** The numbers of a section that have a value, and, folded away, those that have none with the reason. */
export function MetricList({ metrics = [] }: { metrics?: readonly Metric[] | undefined }) {
  const { t } = useView();
  const missing = metrics.filter((m) => m.reason);
  const row = (metric: Metric) => <MetricRow key={metric.id} metric={metric} />;
  return (
    <>
      <dl class="rows">{metrics.filter((m) => !m.reason).map(row)}</dl>
      {missing.length > 0 ? (
        <details class="waterfall">
          <summary>{t('metricsMissing', [missing.length])}</summary>
          <dl class="rows">{missing.map(row)}</dl>
        </details>
      ) : null}
    </>
  );
}

/** A part with its amounts, or how many it has. Where Arabic meets currencies, the numbers of one part would move into the next. */
function partText({ id, n, amounts }: NonNullable<Metric['parts']>[number], t: Translate, locale: string): string {
  const sum = amounts?.map((m) => formatMoney(m, locale, true)).join(' + ');
  return isolate(`${t(`part_${id}`)}: ${sum ?? formatNumber(n, locale)}`);
}

/** Words of the product rather than of a source. */
function ownWord(metric: Metric, text: string, t: Translate): string {
  if (metric.id === 'paymentStatus') return t(`payment_${text}`);
  return metric.id === 'paymentRetry' ? t(`retry_${text}`) : isolate(text);
}

/** Null when there is nothing to show. */
function valueText(metric: Metric, t: Translate, locale: string): string | null {
  const { value, unit, text, amounts = [], upTo = [] } = metric;
  const money = amounts.map((from) => {
    const to = upTo.find((m) => m.currency === from.currency);
    const parts = to && to.amountMinor !== from.amountMinor ? [from, to] : [from];
    return parts.map((m) => formatMoney(m, locale, true)).join(' – ');
  });
  if (text !== undefined) {
    return [ownWord(metric, text, t), ...money.map((credit) => t('creditOf', [credit]))].join(', ');
  }
  if (money.length > 0) return money.join(' + ');
  if (value === null) return null;
  if (unit === 'minutes') return formatMinutes(value, locale);
  if (unit === 'percent') return formatPercent(value / 100, locale);
  if (unit === 'days') return formatDays(Math.round(value), locale);
  if (unit === 'outOf') return t('outOf', [formatNumber(value, locale), formatNumber(metric.n, locale)]);
  return formatNumber(value, locale);
}
