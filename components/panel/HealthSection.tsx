import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Health, Sections } from '../../lib/contract/sections.ts';
import { formatNumber, formatSigned } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { Section } from '../parts/Section.tsx';
import { useView } from '../view.ts';

type SparklineProps = { history: Health['history']; locale: string; label: string };

/** uPlot is loaded only when there is a history to draw; until then its place is kept. */
function Sparkline(props: SparklineProps) {
  const [Chart, setChart] = useState<ComponentType<SparklineProps> | null>(null);
  useEffect(() => {
    void import('../charts/HealthSparkline.tsx').then((module) => setChart(() => module.HealthSparkline));
  }, []);
  return Chart ? <Chart {...props} /> : <div class="spark" />;
}

/** The score, its waterfall that sums, and how it moved. */
export function HealthSection({ section, accountId }: { section: Sections['health']; accountId: string }) {
  const { t, locale } = useView();
  return (
    <Section id="health" section={section} accountId={accountId}>
      {(health) => {
        const points = health.history.filter((p) => p.score !== null);
        return (
          <>
            <p class="line">
              <BandMark band={health.band} />
              {health.score === null ? null : <strong>{formatNumber(health.score, locale)}</strong>}
              <span class="quiet">
                {health.trend
                  ? t(`trend_${health.trend.direction}`, [formatSigned(health.trend.delta, locale)])
                  : t('trend_none')}
              </span>
            </p>
            <p class="quiet">
              {t('healthCertainty', [
                t(`certainty_${health.confidence}`),
                formatNumber(health.coverage * 100, locale, 0),
              ])}
            </p>
            {points.length > 1 ? (
              <Sparkline history={health.history} locale={locale} label={t('historyLabel', [points.length])} />
            ) : (
              <p class="note">{t('historyYoung')}</p>
            )}
            <Waterfall health={health} />
          </>
        );
      }}
    </Section>
  );
}

function Waterfall({ health }: { health: Health }) {
  const { t, locale } = useView();
  const bars = [
    ...health.factors
      .filter((f) => f.score !== null)
      .map((f) => ({
        id: f.id,
        name: t(`factor_${f.id}`),
        points: f.points,
        value: f.value === null ? '' : t(`unit_${f.unit}`, [formatNumber(f.value, locale)]),
      })),
    ...health.caps.map((c) => ({
      id: c.id,
      name: t(`cap_${c.id}`),
      points: c.points,
      value: t('capCeiling', [c.ceiling]),
    })),
  ].sort((a, b) => a.points - b.points);
  const missing = health.factors.filter((f) => f.score === null).map((f) => t(`factor_${f.id}`));
  const largest = Math.max(1, ...bars.map((b) => Math.abs(b.points)));
  const sum = 50 + bars.reduce((total, b) => total + b.points, 0);
  return (
    <details class="waterfall">
      <summary>{t('whyScore')}</summary>
      <table>
        <caption class="sr">{t('waterfallCaption')}</caption>
        <tbody>
          <tr>
            <th scope="row">{t('waterfallStart')}</th>
            <td />
            <td class="num">50</td>
          </tr>
          {bars.map((bar) => (
            <tr key={bar.id} data-testid="waterfall-row">
              <th scope="row">
                {bar.name}
                <small>{bar.value}</small>
              </th>
              <td>
                <svg class="bar" viewBox="-50 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    x={bar.points < 0 ? (bar.points / largest) * 50 : 0}
                    y="0"
                    width={(Math.abs(bar.points) / largest) * 50}
                    height="8"
                    class={bar.points < 0 ? 'bad' : 'good'}
                  />
                </svg>
              </td>
              <td class="num" data-points={bar.points}>
                {formatSigned(bar.points, locale)}
              </td>
            </tr>
          ))}
          <tr class="total">
            <th scope="row">{t('waterfallTotal')}</th>
            <td />
            <td class="num" data-testid="waterfall-total">
              {formatNumber(sum, locale)}
            </td>
          </tr>
        </tbody>
      </table>
      {missing.length > 0 ? <p class="note">{t('waterfallMissing', [missing.join(', ')])}</p> : null}
    </details>
  );
}
