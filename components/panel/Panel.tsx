import { useLayoutEffect } from 'preact/hooks';
import type { PanelState } from '../../lib/contract/panel.ts';
import { afterPaint } from '../../lib/platform/afterPaint.ts';
import { Boundary } from '../parts/Boundary.tsx';
import type { Translate } from '../translate.ts';
import { ViewContext } from '../view.ts';
import { Announcer } from './Announcer.tsx';
import { Body } from './Body.tsx';
import type { PanelCallbacks } from './panelCallbacks.ts';

export type PanelProps = { state: PanelState | null; now: number; locale: string; t: Translate; on: PanelCallbacks };

/** The 360 of one customer. Pure: the same props paint the same panel. */
export function Panel({ state, now, locale, t, on }: PanelProps) {
  const generation = state?.generation ?? null;
  const document = state?.context?.document ?? null;
  const { painted } = on;
  // Once per navigation, and again when its customer arrives or changes: what was painted is what was seen.
  useLayoutEffect(() => {
    if (generation === null) return;
    return afterPaint(() => painted(generation));
  }, [generation, painted, document?.accountId, document?.version]);

  return (
    <ViewContext.Provider value={{ now, locale, t }}>
      <main
        class="panel"
        data-testid="panel"
        data-generation={generation ?? ''}
        data-phase={state?.phase ?? 'starting'}
        data-account={document?.accountId ?? ''}
        aria-label={t('panelTitle')}
      >
        <Announcer state={state} />
        {/* Another record starts afresh; a new version of the same customer keeps what the person has opened and typed. */}
        <Boundary
          key={`${generation} ${document?.accountId ?? ''}`}
          version={document?.version ?? 0}
          retry={on.refresh}
        >
          <Body state={state} on={on} />
        </Boundary>
      </main>
    </ViewContext.Provider>
  );
}
