import type { ErrorCode } from '../../lib/contract/errors.ts';
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

export const isSolvedInOptions = (code: ErrorCode): boolean => solvedInOptions.has(code);

/** Why a part of a screen has nothing, and the way out. */
export function ProblemLine({
  code,
  openOptions,
  retry,
}: {
  code: ErrorCode;
  openOptions: () => void;
  retry: () => void;
}) {
  const { t } = useView();
  return (
    <div class="problem" role="alert">
      <p class="quiet">{t(`error_${code}`)}</p>
      <button type="button" data-harmless onClick={isSolvedInOptions(code) ? openOptions : retry}>
        {t(isSolvedInOptions(code) ? 'openOptions' : 'tryAgain')}
      </button>
    </div>
  );
}
