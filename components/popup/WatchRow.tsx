import type { Moved, WatchlistEntry } from '../../lib/contract/api.ts';
import { formatDay, formatDaysUntil, formatNumber, formatRelative } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { Star } from '../parts/Star.tsx';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';

/** One pinned account: how it stands, why it is pinned, and what moved since the last look. */
export function WatchRow({ entry, open, unpin }: { entry: WatchlistEntry; open: () => void; unpin: () => void }) {
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
