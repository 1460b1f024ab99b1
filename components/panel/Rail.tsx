import type { PanelState } from '../../lib/contract/panel.ts';
import type { Band } from '../../lib/contract/sections.ts';
import { daysUntil, formatDaysNarrow, formatDaysUntil, formatNumber } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { useView } from '../view.ts';
import { openActionCount } from './shownActions.ts';

/** What is known while the panel is a rail: how they are, the days to renewal, how many prompts are open. There is nothing to press. */
export function Rail({ state }: { state: PanelState | null }) {
  const { t, now, locale } = useView();
  const header = state?.context?.document?.header;
  if (!state || !header) return <Neutral state={state} />;
  const days = header.renewsAt ? daysUntil(header.renewsAt, now) : null;
  const open = openActionCount(state);
  const words = [
    t(`band_${header.band}`),
    header.renewsAt ? t('renewsAtShort', [formatDaysUntil(header.renewsAt, now, locale)]) : null,
    t('railActions', [formatNumber(open, locale)]),
  ];
  return (
    <div class="rail" data-testid="rail" role="img" aria-label={words.filter((word) => word !== null).join(', ')}>
      <span class="rail-band">
        <BandMark band={header.band satisfies Band} wordless />
      </span>
      <span class={days === null ? 'rail-fact rail-none' : days < 0 ? 'rail-fact bad-text' : 'rail-fact'}>
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9M12.5 1.5v3h-3" />
        </svg>
        <bdi>{days === null ? '–' : formatDaysNarrow(days, locale)}</bdi>
      </span>
      <span class={open === 0 ? 'rail-fact rail-none' : 'rail-fact'}>
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path d="M2 4l1.5 1.5L6 3M2 11l1.5 1.5L6 10M9 4.5h5M9 11.5h5" />
        </svg>
        <bdi>{formatNumber(open, locale)}</bdi>
      </span>
    </div>
  );
}

/** No customer to tell of: the product's sign, and a mark where a person could help. */
function Neutral({ state }: { state: PanelState | null }) {
  const { t } = useView();
  const isWaiting = !state || state.phase === 'loading';
  const isChoice = (state?.context?.resolution.candidates.length ?? 0) > 0;
  const words = isWaiting
    ? t('loading')
    : state.phase === 'noRecord'
      ? t('noRecordTitle')
      : state.phase === 'problem'
        ? t(`title_${state.problem ?? 'serverError'}`)
        : t(isChoice ? 'confidence_ambiguous' : 'noCustomerTitle');
  const mark = isWaiting || state.phase === 'noRecord' ? '' : state.phase === 'problem' ? '!' : '?';
  return (
    <div
      class={isWaiting ? 'rail rail-neutral rail-waiting' : 'rail rail-neutral'}
      role="img"
      aria-label={words}
      data-testid="rail"
    >
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <rect x="3" y="5" width="8" height="14" rx="1.5" />
        <path d="M15 6h6M15 10h6M15 14h6M15 18h6" />
      </svg>
      {mark ? <strong>{mark}</strong> : null}
    </div>
  );
}
