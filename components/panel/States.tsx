import type { Resolution } from '../../lib/contract/identity.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { isolate } from '../format.ts';
import { isSolvedInOptions } from '../parts/ProblemLine.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { recordWords } from '../recordKind.ts';
import { useView } from '../view.ts';
import { Lookup } from './Lookup.tsx';
import type { PanelCallbacks } from './panelCallbacks.ts';

/** The page shows a list, a draft or settings: whom to look at is the person's choice, never the last customer. */
export function NoRecord({ state, on }: { state: PanelState; on: PanelCallbacks }) {
  const { t } = useView();
  return (
    <div class="state">
      <h1>{t('noRecordTitle')}</h1>
      <p>{t('noRecordText')}</p>
      <Lookup on={on} state={state} watched />
    </div>
  );
}

/** Nothing can be shown; what happened, and the way out. */
export function ProblemState({ state, on }: { state: PanelState; on: PanelCallbacks }) {
  const { t } = useView();
  const { record } = state;
  const code = state.problem ?? 'serverError';
  return (
    <div class="state">
      <h1>{t(`title_${code}`)}</h1>
      <p>{t(`error_${code}`)}</p>
      {code === 'unknownRecord' && record ? (
        <p class="quiet">
          {recordWords(record, t)} <bdi>{record.id}</bdi>
        </p>
      ) : null}
      <p class="answers">
        {isSolvedInOptions(code) ? (
          <button type="button" class="primary" data-harmless onClick={on.openOptions}>
            {t('openOptions')}
          </button>
        ) : null}
        <button type="button" data-harmless onClick={on.refresh}>
          {t('tryAgain')}
        </button>
      </p>
      {code === 'unknownRecord' ? <Lookup on={on} state={state} /> : null}
    </div>
  );
}

/** The record fits several customers, or none: nothing is chosen for the person. */
export function Unresolved(props: { state: PanelState; resolution: Resolution; on: PanelCallbacks }) {
  const { t } = useView();
  const { state, on } = props;
  const { candidates, chain } = props.resolution;
  const start = chain[0];
  if (candidates.length === 0) {
    return (
      <div class="state">
        <h1>{t('noCustomerTitle')}</h1>
        <p>{t('noCustomerText')}</p>
        {start ? (
          <p>
            <SourceLink url={start.url}>
              <bdi>{start.name}</bdi>
            </SourceLink>
          </p>
        ) : null}
        <Lookup on={on} state={state} />
      </div>
    );
  }
  return (
    <div class="state chooser" data-testid="chooser">
      <h1>{t('chooserTitle', [candidates.length])}</h1>
      <p>{t('chooserText')}</p>
      <ul>
        {candidates.map((c) => (
          <li key={c.accountId}>
            <button type="button" onClick={() => on.choose(c.accountId)}>
              <strong>
                <bdi>{c.name}</bdi>
              </strong>
              <small>
                {[c.domain && isolate(c.domain), ...c.evidence.map((e) => t(`rule_${e.rule}`, [isolate(e.value)]))]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
