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
      <div>
        <p>
          {state.problem ? <strong class="warn-text">{t(`quiet_${state.problem}`)} </strong> : null}
          {state.revalidating
            ? t('checking')
            : state.confirmedAt
              ? t('confirmed', [formatRelative(state.confirmedAt, now, locale)])
              : null}
          {queued > 0 ? ` ${t('queuedCount', [queued])}` : ''}
        </p>
        <p class="fresh-sources">
          {sources.map((s) => (
            <span key={s.system}>
              {t(`source_${s.system}`)} {s.asOf ? formatRelative(s.asOf, now, locale, 'short') : t('never')}
            </span>
          ))}
        </p>
      </div>
      {/* Not disabled while asking: a disabled button would throw the focus away. */}
      <button
        type="button"
        data-harmless
        aria-disabled={state.revalidating}
        onClick={() => state.revalidating || refresh()}
      >
        {t('refresh')}
      </button>
    </footer>
  );
}
