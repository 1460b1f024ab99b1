import { useState } from 'preact/hooks';
import type { ContextDocument } from '../../lib/contract/context.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { formatRelative } from '../format.ts';
import { useView } from '../view.ts';

/** How old everything is, what is still waiting to be sent, and the way to ask again. */
export function Freshness({
  state,
  document,
  refresh,
}: {
  state: PanelState;
  document: ContextDocument;
  refresh: () => void;
}) {
  const { t, now, locale } = useView();
  const sources = document.sections.health.sources;
  const queued = state.reactions.filter((r) => r.queued).length;
  return (
    <footer class="fresh" data-testid="freshness">
      <p role="status">
        {state.problem ? <strong class="warn-text">{t(`quiet_${state.problem}`)} </strong> : null}
        {state.revalidating
          ? t('checking')
          : state.confirmedAt
            ? t('confirmed', [formatRelative(state.confirmedAt, now, locale)])
            : null}
        {queued > 0 ? ` ${t('queuedCount', [queued])}` : ''}
      </p>
      <p class="quiet">
        {sources.map((s) => (
          <span key={s.system}>
            {t(`source_${s.system}`)} {s.asOf ? formatRelative(s.asOf, now, locale) : t('never')}
          </span>
        ))}
      </p>
      <button type="button" onClick={refresh} disabled={state.revalidating}>
        {t('refresh')}
      </button>
    </footer>
  );
}

/** Pins the account to the watchlist, with a reason if the person wants to give one. */
export function Pin({ pinned, pin }: { pinned: boolean; pin: (pinned: boolean, reason?: string) => void }) {
  const { t } = useView();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  if (asking && !pinned) {
    return (
      <form
        class="pin-form"
        onSubmit={(event) => {
          event.preventDefault();
          pin(true, reason.trim() || undefined);
          setAsking(false);
          setReason('');
        }}
      >
        <label>
          {t('pinReason')}
          <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        <button type="submit" data-testid="pin-confirm">
          {t('pin')}
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          {t('cancel')}
        </button>
      </form>
    );
  }
  return (
    <button
      type="button"
      class="pin"
      data-testid="pin"
      aria-pressed={pinned}
      onClick={() => (pinned ? pin(false) : setAsking(true))}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" class={pinned ? 'star full' : 'star'}>
        <path d="M8 1.8l1.9 4 4.3.5-3.2 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.2-3 4.3-.5z" />
      </svg>
      {t(pinned ? 'unpin' : 'pin')}
    </button>
  );
}
