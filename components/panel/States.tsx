import type { ContextResponse } from '../../lib/contract/context.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import type { RecordRef } from '../../lib/contract/record.ts';
import { isolate } from '../format.ts';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

/** Problems that the options page can solve. */
const solvedInOptions: ReadonlySet<ErrorCode> = new Set([
  'notPaired',
  'invalidToken',
  'badResponse',
  'serverTooOld',
  'clientTooOld',
  'permissionNeeded',
]);

/** The page shows a list, a draft or settings. */
export function NoRecord() {
  const { t } = useView();
  return (
    <div class="state">
      <h1>{t('noRecordTitle')}</h1>
      <p>{t('noRecordText')}</p>
    </div>
  );
}

/** Nothing can be shown; what happened, and the way out. */
export function ProblemState({
  code,
  record,
  refresh,
  openOptions,
}: {
  code: ErrorCode;
  record: RecordRef | null;
  refresh: () => void;
  openOptions: () => void;
}) {
  const { t } = useView();
  return (
    <div class="state">
      <h1>{t(`title_${code}`)}</h1>
      <p>{t(`error_${code}`)}</p>
      {code === 'unknownRecord' && record ? (
        <p class="quiet">
          {t(`source_${record.system}`)} {record.object} {record.id}
        </p>
      ) : null}
      <p class="answers">
        {solvedInOptions.has(code) ? (
          <button type="button" class="primary" onClick={openOptions}>
            {t('openOptions')}
          </button>
        ) : null}
        <button type="button" onClick={refresh}>
          {t('tryAgain')}
        </button>
      </p>
    </div>
  );
}

/** The record fits several customers, or none: nothing is chosen for the person. */
export function Unresolved({ context, choose }: { context: ContextResponse; choose: (accountId: string) => void }) {
  const { t } = useView();
  const { candidates, chain } = context.resolution;
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
            <button type="button" onClick={() => choose(c.accountId)}>
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
