import { useEffect, useRef, useState } from 'preact/hooks';
import type { HintResult } from '../../lib/contract/detection.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RpcReply } from '../../lib/contract/rpc.ts';
import { formatDaysUntil, formatRelative, isolate, safeUrl } from '../format.ts';
import { CustomerLine } from '../parts/CustomerLine.tsx';
import { ProblemLine } from '../parts/ProblemLine.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { CustomerSearch } from '../search/CustomerSearch.tsx';
import { useWide } from '../useWide.ts';
import { useView } from '../view.ts';
import type { PanelCallbacks } from './panelCallbacks.ts';

/** What is called by its subject, which is nothing to look for. */
const bySubject = new Set(['ticket', 'case', 'thread']);

/** Pinned customers shown below the search, worst first. */
const maxWatched = 5;

/** Where the page leads to no customer: a search, begun with what the page calls its record, and the pinned customers. */
export function Lookup({ on, state, watched = false }: { on: PanelCallbacks; state: PanelState; watched?: boolean }) {
  const { t } = useView();
  const isWide = useWide();
  const hints: readonly HintResult[] = state.detection?.hints ?? [];
  const texts = hints.flatMap(({ found, text }) => (found && text ? [text] : []));
  const link = texts.find((text) => safeUrl(text) !== null) ?? null;
  const isNamed = !bySubject.has(state.record?.object.toLowerCase() ?? '');
  const name = (isNamed && texts.find((text) => !URL.canParse(text))) || '';
  // Only where the keys would otherwise go nowhere: the person has just left something in this panel that is gone.
  const [isOrphan] = useState(() => document.hasFocus() && document.activeElement === document.body);
  return (
    <div class="lookup">
      {name ? <p>{t('pageCallsIt', [isolate(name)])}</p> : null}
      {link ? (
        <p>
          <SourceLink url={link}>{t('pageLink')}</SourceLink>
        </p>
      ) : null}
      <CustomerSearch
        key={name}
        find={on.find}
        choose={({ accountId }) => on.choose(accountId)}
        openOptions={on.openOptions}
        first={name.slice(0, 100)}
        focused={isOrphan}
      >
        {watched && isWide ? <Watched on={on} /> : null}
      </CustomerSearch>
    </div>
  );
}

/** The pinned customers, to be opened here. */
function Watched({ on }: { on: PanelCallbacks }) {
  const { t, now, locale } = useView();
  const [reply, setReply] = useState<RpcReply<'watchlist.get'> | null>(null);
  const isGone = useRef(false);
  const load = () => {
    setReply(null);
    on.watchlist()
      .catch(() => ({ ok: false, code: 'serverError', message: '' }) as const)
      .then((answer) => isGone.current || setReply(answer));
  };
  useEffect(() => {
    load();
    return () => {
      isGone.current = true;
    };
  }, []);
  const entries = reply?.ok ? reply.watchlist.entries : [];
  return (
    <section class="watched" aria-labelledby="heading-watched" aria-busy={reply === null} data-testid="watched">
      <header class="block-head">
        <h2 id="heading-watched">{t('watchlist')}</h2>
        {reply?.ok && reply.cached ? (
          <small>{t('cachedFrom', [formatRelative(reply.watchlist.asOf, now, locale)])}</small>
        ) : null}
      </header>
      {reply === null ? <Waiting /> : null}
      {reply && !reply.ok ? <ProblemLine code={reply.code} openOptions={on.openOptions} retry={load} /> : null}
      {reply?.ok && entries.length === 0 ? <p class="quiet">{t('watchlistEmpty')}</p> : null}
      {entries.length > 0 ? (
        <ul>
          {entries.slice(0, maxWatched).map((entry) => (
            <li key={entry.accountId}>
              <button type="button" class="line-button" onClick={() => on.choose(entry.accountId)}>
                <CustomerLine band={entry.band} name={entry.name}>
                  {entry.renewsAt ? t('renewsAtShort', [formatDaysUntil(entry.renewsAt, now, locale)]) : null}
                </CustomerLine>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** The place of three rows. */
function Waiting() {
  const { t } = useView();
  return (
    <div class="waiting">
      <span class="sr">{t('loading')}</span>
      {[0, 1, 2].map((row) => (
        <span key={row} class="sk sk-name" />
      ))}
    </div>
  );
}
