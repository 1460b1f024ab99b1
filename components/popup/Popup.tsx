import type { Moved, Session, Watchlist, WatchlistEntry } from '../../lib/contract/api.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import { formatDay, formatDaysUntil, formatNumber, formatRelative, isolate } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { Star } from '../parts/Star.tsx';
import type { Translate } from '../translate.ts';
import { useView, ViewContext } from '../view.ts';

export type PopupProps = {
  watchlist: Watchlist | null;
  cached: boolean;
  problem: ErrorCode | null;
  session: Session | null;
  queued: number;
  now: number;
  locale: string;
  t: Translate;
  on: { open(entry: WatchlistEntry): void; unpin(entry: WatchlistEntry): void; options(): void; refresh(): void };
};

/** The watchlist: what is pinned, how it stands, and what moved since the person last looked. */
export function Popup(props: PopupProps) {
  const { watchlist, problem, session, queued, now, locale, t, on } = props;
  return (
    <ViewContext.Provider value={{ now, locale, t }}>
      <main class="popup" data-testid="popup" aria-label={t('watchlist')}>
        <header class="popup-head">
          <h1>{t('watchlist')}</h1>
          <span class="quiet">{watchlist ? formatNumber(watchlist.entries.length, locale) : ''}</span>
        </header>
        {problem ? (
          <div class="state" role="alert">
            <p>{t(`error_${problem}`)}</p>
            <p class="answers">
              <button type="button" onClick={problem === 'offline' ? on.refresh : on.options}>
                {t(problem === 'offline' ? 'tryAgain' : 'openOptions')}
              </button>
            </p>
          </div>
        ) : null}
        {!problem && watchlist === null ? <p class="quiet pad">{t('loading')}</p> : null}
        {watchlist?.entries.length === 0 ? <p class="quiet pad">{t('watchlistEmpty')}</p> : null}
        {watchlist ? (
          <ul class="watch">
            {watchlist.entries.map((entry) => (
              <Row key={entry.accountId} entry={entry} open={() => on.open(entry)} unpin={() => on.unpin(entry)} />
            ))}
          </ul>
        ) : null}
        <footer class="popup-foot">
          <span class="quiet">
            {session ? t('signedInAs', [isolate(session.user.name), isolate(session.tenant.name)]) : t('notSignedIn')}
            {props.cached && watchlist ? ` · ${t('cachedFrom', [formatRelative(watchlist.asOf, now, locale)])}` : ''}
            {queued > 0 ? ` · ${t('queuedCount', [queued])}` : ''}
          </span>
          <button type="button" class="bare" onClick={on.options}>
            {t('options')}
          </button>
        </footer>
      </main>
    </ViewContext.Provider>
  );
}

/** One pinned account: how it stands, why it is pinned, and what moved since the last look. */
function Row({ entry, open, unpin }: { entry: WatchlistEntry; open: () => void; unpin: () => void }) {
  const { t, now, locale } = useView();
  return (
    <li class="watch-row" data-testid="watch-row">
      <button type="button" class="watch-open" onClick={open} disabled={entry.url === null}>
        <BandMark band={entry.band} wordless />
        <span class="watch-name">
          <bdi>{entry.name}</bdi>
        </span>
        <span class="num">{entry.score === null ? '' : formatNumber(entry.score, locale, 0)}</span>
        <small class="watch-text">
          {t(`band_${entry.band}`)}
          {entry.renewsAt ? ` · ${t('renewsAtShort', [formatDaysUntil(entry.renewsAt, now, locale)])}` : ''}
        </small>
        {entry.reason ? (
          <span class="watch-text">
            <bdi>{entry.reason}</bdi>
          </span>
        ) : null}
        <small class={entry.moved.length > 0 ? 'watch-text moved' : 'watch-text'}>
          {entry.moved.length > 0
            ? entry.moved.map((m) => movedText(m, t, locale)).join(' · ')
            : entry.lastLookedAt
              ? t('nothingMoved', [formatRelative(entry.lastLookedAt, now, locale)])
              : t('notLookedYet')}
        </small>
      </button>
      <button
        type="button"
        class="bare pin"
        onClick={unpin}
        aria-label={t('unpinName', [entry.name])}
        title={t('unpin')}
      >
        <Star full />
      </button>
    </li>
  );
}

function movedText({ what, from, to }: Moved, t: Translate, locale: string): string {
  const show = (value: string | number | null) => {
    if (value === null) return t('noneYet');
    if (what === 'band') return t(`band_${value}`);
    return typeof value === 'number' ? formatNumber(value, locale, 0) : formatDay(value, locale);
  };
  return t(`moved_${what}`, [show(from), show(to)]);
}
