import type { Metric } from '../../lib/contract/values.ts';
import { formatDays, formatMinutes, formatNumber, formatPercent, formatSigned } from '../format.ts';
import { useView } from '../view.ts';

/** Below this many observations a number is an anecdote: it is shown, but grey. */
const few = 5;

/** One measured number with its window, its n and its change. Null says so; it is never zero. */
export function MetricRow({ metric }: { metric: Metric }) {
  const { t, locale } = useView();
  const show = (value: number) =>
    metric.unit === 'minutes'
      ? formatMinutes(value, locale)
      : metric.unit === 'percent'
        ? formatPercent(value / 100, locale)
        : metric.unit === 'days'
          ? formatDays(value, locale)
          : formatNumber(value, locale);
  const delta = metric.value !== null && metric.previous !== null ? metric.value - metric.previous : null;
  return (
    <div class="metric">
      <dt>{t(`metric_${metric.id}`)}</dt>
      <dd class={metric.unit !== 'count' && metric.n < few ? 'few' : undefined}>
        {metric.value === null ? <span class="quiet">{t('noValue')}</span> : <strong>{show(metric.value)}</strong>}
        {delta !== null && delta !== 0 && metric.unit === 'count' ? (
          <span class="quiet">{formatSigned(delta, locale)}</span>
        ) : null}
        <small>
          {metric.windowDays === null ? t('windowNow') : formatDays(metric.windowDays, locale)}
          {metric.unit === 'count' ? '' : ` · n = ${formatNumber(metric.n, locale)}`}
        </small>
      </dd>
    </div>
  );
}
