import type { Band, Health } from '../../lib/contract/sections.ts';
import { formatDay, formatSigned, isolate } from '../format.ts';
import { useView } from '../view.ts';
import { valueText } from './Waterfall.tsx';
import { wordsOf } from './waterfallParts.ts';

const better: Partial<Record<Band, Band>> = { watch: 'healthy', atRisk: 'watch', critical: 'atRisk' };

/** What a person says beside the score, why its line may jump, and the shortest way to the next band. */
export function HealthNotes({ health }: { health: Health }) {
  const { t, locale } = useView();
  const { override, wayBack = [] } = health;
  const next = better[health.band];
  const marked = health.history.filter((p) => p.marker).slice(-3);
  return (
    <>
      {override ? (
        <p class="heed" data-testid="override">
          {t('override', [t(`band_${override.band}`), isolate(override.by), formatDay(override.expiresAt, locale)])}{' '}
          <bdi>{override.reason}</bdi>
        </p>
      ) : null}
      {marked.map((p) => (
        <p class="note" key={p.day}>
          {t(`marker_${p.marker}`, [formatDay(p.day, locale)])}
        </p>
      ))}
      {wayBack.length > 0 && next ? (
        <div data-testid="way-back">
          <p class="note">{t('wayBack', [t(`band_${next}`)])}</p>
          <ul class="items">
            {wayBack.map((step) => (
              <li key={step.id}>
                <span>
                  {t(wordsOf(step.kind, step.id, health))}
                  {step.to === null
                    ? null
                    : `: ${valueText({ kind: step.kind, value: step.to, unit: step.unit }, t, locale)}`}
                </span>
                <span class="num">{formatSigned(step.points, locale)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
