import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PanelState } from '../../lib/contract/panel.ts';
import { recordWords } from '../recordKind.ts';
import { useView } from '../view.ts';

/** Whether what is shown was looked up, and is not one of the customers of the page. */
export function isLookedUp(state: PanelState): boolean {
  const shown = state.context?.document?.accountId;
  if (state.by !== 'person') return false;
  return shown === undefined ? state.customers.length === 0 : state.customers.every((c) => c.accountId !== shown);
}

/** Says that this customer is the person's choice and not the page's, so that nobody takes one for the other; and the way back. */
export function ByPerson({ state, back }: { state: PanelState; back: () => void }) {
  const { t } = useView();
  const button = useRef<HTMLButtonElement>(null);
  // The search in which the customer was chosen is gone, and the focus with it.
  useLayoutEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <div class="strip" data-testid="by-person">
      <p>
        <strong>{t('lookedUp')}</strong>{' '}
        {state.record ? t('pageShows', [recordWords(state.record, t)]) : t('pageShowsNone')}
      </p>
      <button ref={button} type="button" onClick={back}>
        {t('back')}
      </button>
    </div>
  );
}
