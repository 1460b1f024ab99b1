import type { ComponentChildren } from 'preact';
import type { PanelState } from '../../lib/contract/panel.ts';
import { Boundary } from '../parts/Boundary.tsx';
import { Later } from '../parts/Later.tsx';
import { Actions } from './Actions.tsx';
import { BillingSection } from './BillingSection.tsx';
import { Contradictions, DataQuality } from './DataNotes.tsx';
import { Freshness } from './Freshness.tsx';
import { Header } from './Header.tsx';
import { HealthSection } from './HealthSection.tsx';
import { PeopleSection, PipelineSection, UsageSection } from './MoreSections.tsx';
import { Pin } from './Pin.tsx';
import type { PanelCallbacks } from './panelCallbacks.ts';
import { Skeleton } from './Skeleton.tsx';
import { NoRecord, ProblemState, Unresolved } from './States.tsx';
import { SupportSection } from './SupportSection.tsx';
import { isLocked, shownActions } from './shownActions.ts';

/** What a state looks like: one of the short screens, or the customer. */
export function Body({ state, on }: { state: PanelState | null; on: PanelCallbacks }) {
  if (!state) return <Skeleton record={null} />;
  if (state.phase === 'noRecord') return <NoRecord state={state} on={on} />;
  if (state.phase === 'problem') return <ProblemState state={state} on={on} />;
  if (state.phase === 'loading' || !state.context) return <Skeleton record={state.record} />;
  const { document, resolution } = state.context;
  if (!document) return <Unresolved state={state} resolution={resolution} on={on} />;

  const { sections, accountId } = document;
  const locked = isLocked(resolution.confidence);
  const guarded = (part: ComponentChildren) => (
    <Boundary version={document.version} retry={on.refresh}>
      {part}
    </Boundary>
  );
  return (
    <>
      <Header
        state={state}
        document={document}
        resolution={resolution}
        locked={locked}
        pin={<Pin pinned={state.pinned} pin={on.pin} />}
      />
      {guarded(
        <Actions
          accountId={accountId}
          actions={shownActions(document, resolution.confidence)}
          held={document.held}
          reactions={state.reactions}
          react={on.react}
        />,
      )}
      {guarded(<HealthSection section={sections.health} accountId={accountId} />)}
      <Later>
        {guarded(<Contradictions list={document.contradictions} locked={locked} />)}
        {guarded(<BillingSection section={sections.billing} accountId={accountId} locked={locked} />)}
        {guarded(<SupportSection section={sections.support} accountId={accountId} />)}
        {guarded(<PeopleSection section={sections.people} accountId={accountId} />)}
        {guarded(<PipelineSection section={sections.pipeline} accountId={accountId} locked={locked} />)}
        {guarded(<UsageSection section={sections.usage} accountId={accountId} />)}
        {guarded(<DataQuality list={document.quality} />)}
        <Freshness state={state} document={document} refresh={on.refresh} />
      </Later>
    </>
  );
}
