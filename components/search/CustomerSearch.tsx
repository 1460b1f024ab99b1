import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SearchResult } from '../../lib/contract/api.ts';
import { formatNumber, isolate } from '../format.ts';
import { CustomerLine } from '../parts/CustomerLine.tsx';
import { ProblemLine } from '../parts/ProblemLine.tsx';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';
import { type Find, type Search, useSearch } from './useSearch.ts';

/**
 * Finds a customer by name or domain. Arrow keys go through the results, Enter chooses one; Escape empties the field. `children` stand
 * where the results come, while nothing is typed.
 */
export function CustomerSearch(props: {
  find: Find;
  choose: (result: SearchResult) => void;
  openOptions: () => void;
  /** What the field begins with; it is not searched for before the person says so. */
  first?: string;
  /** The field takes the focus as soon as it is there. */
  focused?: boolean;
  /** Results without a page in a CRM cannot be chosen. */
  needsPage?: boolean;
  children?: ComponentChildren;
}) {
  const { t, locale } = useView();
  const { first = '', needsPage = false, choose } = props;
  const { search, type, now } = useSearch(props.find, first);
  const [at, setAt] = useState(0);
  const [id, input] = [useId(), useRef<HTMLInputElement>(null)];
  const { phase, results } = search;
  const active = Math.min(at, results.length - 1);
  useEffect(() => {
    if (props.focused) input.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => setAt(0), [results]);
  useEffect(() => {
    if (results.length > 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active, results]);

  const pick = (result: SearchResult | undefined) => {
    // While an answer is on its way, the results are those of another question.
    if (result && phase === 'found' && !(needsPage && result.url === null)) choose(result);
  };
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const keyed = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (event.isComposing) return;
    if (step !== undefined && results.length > 0) setAt((active + step + results.length) % results.length);
    else if (event.key === 'Enter') phase === 'found' ? pick(results[active]) : now();
    else if (event.key === 'Escape' && search.query !== '') type('');
    else return;
    event.preventDefault();
  };

  return (
    <div class="search">
      {/* Not a form: there is nothing to send, and Enter chooses. */}
      <search class="search-field">
        <label for={id} class="search-label">
          {t('searchLabel')}
        </label>
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={results.length > 0}
          aria-controls={results.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={results.length > 0 ? `${id}-${active}` : undefined}
          aria-describedby={`${id}-said`}
          value={search.query}
          maxLength={100}
          placeholder={t('searchPlaceholder')}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={keyed}
        />
        {phase === 'idle' && search.query !== '' ? (
          <button type="button" data-harmless onClick={now}>
            {t('searchGo')}
          </button>
        ) : null}
      </search>
      <p class="search-said note" id={`${id}-said`} role="status">
        {said(search, t, locale)}
      </p>
      {search.problem ? <ProblemLine code={search.problem} openOptions={props.openOptions} retry={now} /> : null}
      {results.length > 0 ? (
        <div
          id={`${id}-list`}
          class={phase === 'waiting' ? 'results old' : 'results'}
          role="listbox"
          aria-label={t('searchResults')}
        >
          {results.map((result, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus.
            <div
              key={result.accountId}
              id={`${id}-${i}`}
              class="result"
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              aria-disabled={needsPage && result.url === null}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(result)}
            >
              <CustomerLine band={result.band} name={result.name}>
                {result.domain ? <bdi>{result.domain}</bdi> : null}
                {needsPage && result.url === null ? ` ${t('noPage')}` : null}
              </CustomerLine>
            </div>
          ))}
        </div>
      ) : null}
      {phase === 'idle' ? props.children : null}
    </div>
  );
}

/** What has come of the search, in a line that is always there. */
function said({ phase, query, results, more }: Search, t: Translate, locale: string): string {
  if (phase === 'waiting') return t('searchWaiting');
  if (phase === 'short') return t('searchShort');
  if (phase !== 'found') return '';
  if (results.length === 0) return t('searchNothing', [isolate(query.trim())]);
  return t(more ? 'searchMore' : 'searchFound', [formatNumber(results.length, locale)]);
}
