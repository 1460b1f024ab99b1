import type { PanelState } from '../../lib/contract/panel.ts';
import { useView } from '../view.ts';

/** What stands in the panel's way in this page, and what to do. Of several, the one that matters now. */
export function Strips({ trouble, covered }: { trouble: PanelState['trouble']; covered: boolean }) {
  const { t } = useView();
  const words = covered ? t('covered') : trouble ? t(`trouble_${trouble}`) : null;
  // Always there, because a region that arrives with its words is often not read.
  return (
    <div role="status" data-testid="strips">
      {words === null ? null : (
        <p class="strip strip-heed">
          <span>
            {words} {t('troubleHint')}
          </span>
        </p>
      )}
    </div>
  );
}
