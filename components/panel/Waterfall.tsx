import type { Health } from '../../lib/contract/sections.ts';
import { formatDays, formatNumber, formatPercent, formatSigned } from '../format.ts';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';
import { type WaterfallPart, waterfallParts, wordsOf } from './waterfallParts.ts';

/** How the score comes about: a start, each part from where the last one ended, and the score they add up to. */
export function Waterfall({ health }: { health: Health }) {
  const { t, locale } = useView();
  const { start, parts, total } = waterfallParts(health);
  const missing = health.factors.filter((f) => f.score === null).map((f) => t(`factor_${f.id}`));
  return (
    <details class="waterfall">
      <summary>{t('whyScore')}</summary>
      {health.score === null ? null : (
        <table>
          <caption class="sr">{t('waterfallCaption')}</caption>
          <tbody>
            <tr>
              <th scope="row">{t('waterfallStart')}</th>
              <td class="bar-cell">
                <Bar from={0} to={start} tone="level" />
              </td>
              <td class="num">{formatNumber(start, locale)}</td>
            </tr>
            {parts.map((part) => (
              <tr key={part.id} data-testid="waterfall-row">
                <th scope="row">
                  {t(wordsOf(part.kind, part.id, health))}
                  <small>{valueText(part, t, locale)}</small>
                </th>
                <td class="bar-cell">
                  <Bar from={part.from} to={part.to} tone={part.points < 0 ? 'less' : 'more'} />
                </td>
                <td class="num" data-points={part.points}>
                  {formatSigned(part.points, locale)}
                </td>
              </tr>
            ))}
            <tr class="total">
              <th scope="row">{t('waterfallTotal')}</th>
              <td class="bar-cell">
                <Bar from={0} to={total} tone="level" />
              </td>
              <td class="num" data-testid="waterfall-total">
                {formatNumber(total, locale)}
              </td>
            </tr>
          </tbody>
        </table>
      )}
      {missing.length > 0 ? <p class="note">{t('waterfallMissing', [missing.join(', ')])}</p> : null}
    </details>
  );
}

function Bar({ from, to, tone }: { from: number; to: number; tone: 'level' | 'less' | 'more' }) {
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x={Math.min(from, to)} width={Math.max(0.8, Math.abs(to - from))} height="8" class={`bar-${tone}`} />
    </svg>
  );
}

/** A value of a factor with its unit, or the ceiling of a limit. */
export function valueText(
  { kind, value, unit }: Pick<WaterfallPart, 'kind' | 'value' | 'unit'>,
  t: Translate,
  locale: string,
): string {
  if (value === null) return '';
  if (kind === 'cap') return t('capCeiling', [formatNumber(value, locale)]);
  if (unit === 'days') return formatDays(value, locale);
  if (unit === 'percent') return formatPercent(value / 100, locale);
  return t(`unit_${unit}`, [formatNumber(value, locale)]);
}
