import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { PanelState } from '../../lib/contract/panel.ts';
import { useView } from '../view.ts';
import { Diagnostics } from './Diagnostics.tsx';
import { DockMenu } from './DockMenu.tsx';
import type { PanelFacts } from './diagnosticsReport.ts';
import type { PanelCallbacks } from './panelCallbacks.ts';

/** What is about the panel and not about the customer: its place, and how the page was read. Both fold, and cost nothing while they do. */
export function PanelFoot({ state, facts, on }: { state: PanelState; facts: PanelFacts; on: PanelCallbacks }) {
  const { t } = useView();
  return (
    <footer class="foot" data-testid="foot">
      {state.dock || facts.place === 'browser' ? (
        <Fold name="dock" title={t('dockTitle')}>
          {() => <DockMenu dock={state.dock} place={facts.place} on={on} />}
        </Fold>
      ) : null}
      <Fold name="diagnostics" title={t('diagnosticsTitle')}>
        {() => <Diagnostics key={state.generation} state={state} facts={facts} on={on} />}
      </Fold>
    </footer>
  );
}

/** Escape folds it again, and goes no further. */
function Fold({ name, title, children }: { name: string; title: string; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      open={isOpen}
      data-testid={name}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        setOpen(false);
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary>{title}</summary>
      {isOpen ? children() : null}
    </details>
  );
}
