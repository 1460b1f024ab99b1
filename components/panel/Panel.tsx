import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { PanelState } from '../../lib/contract/panel.ts';
import { afterPaint } from '../../lib/platform/afterPaint.ts';
import { Boundary } from '../parts/Boundary.tsx';
import { Later } from '../parts/Later.tsx';
import type { Translate } from '../translate.ts';
import { ViewContext } from '../view.ts';
import { Announcer } from './Announcer.tsx';
import { Body } from './Body.tsx';
import { ByPerson, isLookedUp } from './ByPerson.tsx';
import type { PanelFacts } from './diagnosticsReport.ts';
import { PanelFoot } from './PanelFoot.tsx';
import type { PanelCallbacks } from './panelCallbacks.ts';
import { Rail } from './Rail.tsx';
import { Strips } from './Strips.tsx';
import { Switcher, switchedId, tabId } from './Switcher.tsx';

export type PanelProps = {
  state: PanelState | null;
  facts: PanelFacts;
  now: number;
  locale: string;
  t: Translate;
  on: PanelCallbacks;
};

/** The 360 of one customer. Pure: the same props paint the same panel. */
export function Panel({ state, facts, now, locale, t, on }: PanelProps) {
  const generation = state?.generation ?? null;
  const document = state?.context?.document ?? null;
  const { painted } = on;
  // Once per navigation, and again when its customer arrives or changes: what was painted is what was seen.
  useLayoutEffect(() => {
    if (generation === null) return;
    return afterPaint(() => painted(generation));
  }, [generation, painted, document?.accountId, document?.version]);
  useEscape(on.leave);

  const shown = document?.accountId ?? null;
  // While several fit equally, the choice among them is what the panel shows.
  const isUndecided = state?.context?.document === null;
  const customers = state && !isUndecided && state.customers.length > 1 ? state.customers : [];
  const isTab = customers.some((c) => c.accountId === shown);
  return (
    <ViewContext.Provider value={{ now, locale, t }}>
      <main
        class="panel"
        data-testid="panel"
        data-generation={generation ?? ''}
        data-phase={state?.phase ?? 'starting'}
        data-account={shown ?? ''}
        aria-label={t('panelTitle')}
      >
        <Rail state={state} />
        <Announcer state={state} />
        <Strips trouble={state?.trouble ?? null} covered={facts.covered} />
        {state && isLookedUp(state) ? <ByPerson state={state} back={() => on.choose(null)} /> : null}
        {customers.length > 0 ? (
          <Switcher key={generation} customers={customers} shown={shown} choose={on.choose} />
        ) : null}
        <div id={switchedId} {...(isTab && { role: 'tabpanel', 'aria-labelledby': tabId(`${shown}`) })}>
          {/* Another record starts afresh; a new version of the same customer keeps what the person has opened and typed. */}
          <Boundary key={`${generation} ${shown ?? ''}`} version={document?.version ?? 0} retry={on.refresh}>
            <Body state={state} on={on} />
          </Boundary>
        </div>
        <Later>{state ? <PanelFoot state={state} facts={facts} on={on} /> : null}</Later>
      </main>
    </ViewContext.Provider>
  );
}

/** Escape goes back to the page, unless something in the panel has used it. */
function useEscape(leave: () => void): void {
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave();
    };
    addEventListener('keydown', keyed);
    return () => removeEventListener('keydown', keyed);
  }, [leave]);
}
