import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Session, Watchlist, WatchlistEntry } from '../../lib/contract/api.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import type { RecentEntry, RpcReply, Site } from '../../lib/contract/rpc.ts';
import { formatNumber, formatRelative, isolate } from '../format.ts';
import { CustomerLine } from '../parts/CustomerLine.tsx';
import { isSolvedInOptions, ProblemLine } from '../parts/ProblemLine.tsx';
import { CustomerSearch } from '../search/CustomerSearch.tsx';
import type { Find } from '../search/useSearch.ts';
import type { Translate } from '../translate.ts';
import { useView, ViewContext } from '../view.ts';
import { type TabCallbacks, TabCard } from './TabCard.tsx';
import { WatchRow } from './WatchRow.tsx';

/** Recent customers shown; the one that the tab shows is among them. */
const maxRecent = 5;

export type PopupProps = {
  /** What the active tab shows; null while it is asked for. */
  tab: RpcReply<'tab.get'> | null;
  sites: readonly Site[];
  recent: readonly RecentEntry[] | null;
  watchlist: Watchlist | null;
  cached: boolean;
  problem: ErrorCode | null;
  session: Session | null;
  queued: number;
  now: number;
  locale: string;
  t: Translate;
  on: TabCallbacks & {
    open(url: string): void;
    unpin(entry: WatchlistEntry): void;
    find: Find;
    refresh(): void;
    /** Null where the browser has no side panel. */
    sidePanel: (() => void) | null;
  };
};

/** The toolbar's view of everything: this tab's customer, a search, who was seen lately, and the watchlist. */
export function Popup(props: PopupProps) {
  const { tab, sites, problem, session, now, locale, t, on } = props;
  // Nobody is signed in: then one thing helps, and the rest would only say the same.
  const isBarred = problem !== null && isSolvedInOptions(problem);
  return (
    <ViewContext.Provider value={{ now, locale, t }}>
      <main class="popup" data-testid="popup" aria-label={t('extName')}>
        <header class="popup-head">
          <h1>{t('extName')}</h1>
          {on.sidePanel ? (
            <button type="button" class="bare" onClick={on.sidePanel}>
              {t('openSidePanel')}
            </button>
          ) : null}
        </header>
        {isBarred ? (
          <ProblemLine code={problem} openOptions={on.options} retry={on.refresh} />
        ) : (
          <>
            <TabCard tab={tab} sites={sites} on={on} />
            <CustomerSearch
              find={on.find}
              choose={({ url }) => url && on.open(url)}
              openOptions={on.options}
              focused
              needsPage
            >
              <Lists {...props} />
            </CustomerSearch>
          </>
        )}
        <footer class="popup-foot">
          <span class="quiet">
            {session ? t('signedInAs', [isolate(session.user.name), isolate(session.tenant.name)]) : t('notSignedIn')}
            {props.queued > 0 ? ` · ${t('queuedCount', [props.queued])}` : ''}
          </span>
          <button type="button" class="bare" onClick={on.options}>
            {t('options')}
          </button>
        </footer>
      </main>
    </ViewContext.Provider>
  );
}

/** What stands below the search while nothing is searched for. */
function Lists({ recent, watchlist, cached, problem, on }: PopupProps) {
  const { t, now, locale } = useView();
  return (
    <>
      <Fold title={t('recent')} count={null}>
        {recent?.length === 0 ? <p class="quiet">{t('recentEmpty')}</p> : null}
        <ul>
          {recent?.slice(0, maxRecent).map(({ accountId, name, band, domain, url }) => (
            <li key={accountId}>
              <button type="button" class="line-button" disabled={url === null} onClick={() => url && on.open(url)}>
                <CustomerLine band={band} name={name}>
                  {domain ? <bdi>{domain}</bdi> : null}
                </CustomerLine>
              </button>
            </li>
          ))}
        </ul>
      </Fold>
      <Fold title={t('watchlist')} count={watchlist?.entries.length ?? null}>
        {problem ? <ProblemLine code={problem} openOptions={on.options} retry={on.refresh} /> : null}
        {!problem && watchlist === null ? <p class="quiet">{t('loading')}</p> : null}
        {watchlist?.entries.length === 0 ? <p class="quiet">{t('watchlistEmpty')}</p> : null}
        {watchlist && cached ? (
          <p class="note">{t('cachedFrom', [formatRelative(watchlist.asOf, now, locale)])}</p>
        ) : null}
        <ul class="watch">
          {watchlist?.entries.map((entry) => (
            <WatchRow
              key={entry.accountId}
              entry={entry}
              open={() => entry.url && on.open(entry.url)}
              unpin={() => on.unpin(entry)}
            />
          ))}
        </ul>
      </Fold>
    </>
  );
}

function Fold({ title, count, children }: { title: string; count: number | null; children: ComponentChildren }) {
  const { locale } = useView();
  const [isOpen, setOpen] = useState(true);
  return (
    <details class="popup-fold" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>
          {title} {count === null ? '' : <span class="count">{formatNumber(count, locale)}</span>}
        </h2>
      </summary>
      {children}
    </details>
  );
}
