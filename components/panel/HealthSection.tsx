import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Health, Sections } from '../../lib/contract/sections.ts';
import { formatDay, formatDays, formatNumber, formatPercent } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { MetricList } from '../parts/MetricRow.tsx';
import { Section } from '../parts/Section.tsx';
import { useView } from '../view.ts';
import { HealthNotes } from './HealthNotes.tsx';
import { Waterfall } from './Waterfall.tsx';

const dayMs = 86_400_000;

type ChartProps = { history: Health['history']; label: string };

/** How it moved, with both ends written out. The chart library comes only when there is a line to draw; its place is kept. */
function History({ history }: { history: Health['history'] }) {
  const { t, locale } = useView();
  const [Chart, setChart] = useState<ComponentType<ChartProps> | null>(null);
  useEffect(() => {
    void import('../charts/HealthSparkline.tsx').then((module) => setChart(() => module.HealthSparkline));
  }, []);
  const known = history.flatMap((p) => (p.score === null ? [] : [{ day: p.day, score: p.score }]));
  const [first, last] = [known[0], known.at(-1)];
  const days = first && last ? Math.round((Date.parse(last.day) - Date.parse(first.day)) / dayMs) : 0;
  const label = t('historyLabel', [formatDays(days, locale)]);
  const firstSeen = history.find((p) => !p.reconstructed)?.day;
  return (
    <figure class="history">
      <div class="spark">{Chart ? <Chart history={history} label={label} /> : null}</div>
      <figcaption>
        {first ? <bdi>{`${formatDay(first.day, locale)}: ${formatNumber(first.score, locale)}`}</bdi> : null}
        {last ? <bdi>{`${formatDay(last.day, locale)}: ${formatNumber(last.score, locale)}`}</bdi> : null}
      </figcaption>
      {firstSeen && history.some((p) => p.reconstructed) ? (
        <p class="note">{t('historyReconstructed', [formatDay(firstSeen, locale)])}</p>
      ) : null}
    </figure>
  );
}

/** The score, how it moved, and its waterfall that sums. */
export function HealthSection({ section, accountId }: { section: Sections['health']; accountId: string }) {
  const { t, locale } = useView();
  return (
    <Section id="health" section={section} accountId={accountId}>
      {(health) => (
        <>
          <p class="line">
            <BandMark band={health.band} />
            {health.score === null ? null : <strong>{formatNumber(health.score, locale)}</strong>}
            <span class="quiet">
              {health.trend
                ? t(`trend_${health.trend.direction}`, [formatNumber(Math.abs(health.trend.delta), locale)])
                : t('trend_none')}
            </span>
          </p>
          <p class="note">
            {t('healthCertainty', [t(`certainty_${health.confidence}`), formatPercent(health.coverage, locale)])}
          </p>
          {health.history.filter((p) => p.score !== null).length > 1 ? (
            <History history={health.history} />
          ) : (
            <p class="note">{t('historyYoung')}</p>
          )}
          <HealthNotes health={health} />
          <Waterfall health={health} />
          <MetricList metrics={health.metrics?.filter((m) => m.id !== 'healthScore')} />
        </>
      )}
    </Section>
  );
}
