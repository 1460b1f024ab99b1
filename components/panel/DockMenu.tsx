import { useEffect, useState } from 'preact/hooks';
import type { DockMode, DockSettings, Place } from '../../lib/contract/dock.ts';
import { useView } from '../view.ts';
import type { PanelCallbacks } from './panelCallbacks.ts';

/** Written here, because the contract's own list would bring its whole library into the panel. */
const modes = Object.keys({ push: 1, overlay: 1, rail: 1 } satisfies Record<DockMode, 1>) as DockMode[];

/** Where the panel stands on this site, and the way to its other places. `dock` is null in the browser's own side panel. */
export function DockMenu({ dock, place, on }: { dock: DockSettings | null; place: Place; on: PanelCallbacks }) {
  const { t } = useView();
  const [isLocked, setLocked] = useState(false);
  useEffect(() => {
    on.settings().then(
      ({ locked }) => setLocked(locked.place),
      () => undefined,
    );
  }, [on]);
  const moving = isLocked ? (
    <p class="note">{t('placeLocked')}</p>
  ) : place === 'browser' ? (
    <button type="button" onClick={() => on.place('page')}>
      {t('placeToPage')}
    </button>
  ) : (
    <>
      <p class="note">{t('placeToBrowserHow')}</p>
      <button type="button" onClick={() => on.place('browser')}>
        {t('placeToBrowser')}
      </button>
    </>
  );
  if (!dock) return <div class="dock-menu">{moving}</div>;
  return (
    <div class="dock-menu">
      <Modes mode={dock.mode} pick={(mode) => on.arrange({ mode })} />
      <p class="answers">
        <button type="button" onClick={() => on.arrange({ side: dock.side === 'end' ? 'start' : 'end' })}>
          {t('dockOtherSide')}
        </button>
        <button type="button" onClick={() => on.arrange({ open: false })}>
          {t('dockClose')}
        </button>
      </p>
      {moving}
    </div>
  );
}

function Modes({ mode, pick }: { mode: DockMode; pick: (mode: DockMode) => void }) {
  const { t } = useView();
  return (
    <fieldset>
      <legend>{t('dockModeLegend')}</legend>
      {modes.map((each) => (
        <label key={each} class="choice">
          <input type="radio" name="dock-mode" checked={each === mode} onChange={() => pick(each)} />
          {t(`dockMode_${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
