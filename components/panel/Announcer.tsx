import type { PanelState } from '../../lib/contract/panel.ts';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';

/** Tells a screen reader what the panel is about now. Always in the page, because a region that arrives with its words is often not read. */
export function Announcer({ state }: { state: PanelState | null }) {
  const { t } = useView();
  return (
    <p class="sr" role="status" data-testid="announcer">
      {state ? announcement(state, t) : ''}
    </p>
  );
}

/** One sentence a state; nothing that changes with the clock, which would be read again and again. */
function announcement(state: PanelState, t: Translate): string {
  if (state.phase === 'noRecord') return t('noRecordTitle');
  if (state.phase === 'problem') return t(`title_${state.problem ?? 'serverError'}`);
  if (state.phase === 'loading' || !state.context) return t('loading');
  const { document, resolution } = state.context;
  if (!document)
    return resolution.candidates.length > 0 ? t('chooserTitle', [resolution.candidates.length]) : t('noCustomerTitle');
  const who = `${document.header.name}, ${t(`band_${document.header.band}`)}.`;
  return state.problem ? `${who} ${t(`quiet_${state.problem}`)}` : who;
}
