import { Component, type ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { Translate } from '../translate.ts';
import { ViewContext } from '../view.ts';
import { Actions, type React } from './Actions.tsx';
import { BillingSection } from './BillingSection.tsx';
import { Freshness, Pin } from './Freshness.tsx';
import { Header } from './Header.tsx';
import { HealthSection } from './HealthSection.tsx';
import { PeopleSection, PipelineSection, UsageSection } from './MoreSections.tsx';
import { NoRecord, ProblemState, Skeleton, Unresolved } from './States.tsx';
import { SupportSection } from './SupportSection.tsx';

export type PanelCallbacks = {
  refresh(): void;
  react: React;
  pin(pinned: boolean, reason?: string): void;
  choose(accountId: string): void;
  openOptions(): void;
  /** A state of this generation is on screen. */
  painted(generation: number): void;
};

export type PanelProps = { state: PanelState | null; now: number; locale: string; t: Translate; on: PanelCallbacks };

/** The 360 of one customer. Pure: the same props paint the same panel. */
export function Panel({ state, now, locale, t, on }: PanelProps) {
  const generation = state?.generation ?? null;
  const document = state?.context?.document ?? null;
  const { painted } = on;
  // Once per navigation, and again when its customer arrives or changes: what was painted is what was seen.
  useLayoutEffect(() => {
    if (generation === null) return;
    // The frame after the commit is the first that can show it.
    const frame = requestAnimationFrame(() => painted(generation));
    return () => cancelAnimationFrame(frame);
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
        <Boundary
          key={`${generation} ${document?.version ?? ''}`}
          say={t('boundaryText')}
          again={t('tryAgain')}
          retry={on.refresh}
        >
          <Body state={state} on={on} />
        </Boundary>
      </main>
    </ViewContext.Provider>
  );
}

function Body({ state, on }: { state: PanelState | null; on: PanelCallbacks }) {
  if (!state) return <Skeleton record={null} />;
  if (state.phase === 'noRecord') return <NoRecord />;
  if (state.phase === 'problem')
    return (
      <ProblemState
        code={state.problem ?? 'serverError'}
        record={state.record}
        refresh={on.refresh}
        openOptions={on.openOptions}
      />
    );
  if (state.phase === 'loading' || !state.context) return <Skeleton record={state.record} />;
  const { document, resolution } = state.context;
  if (!document) return <Unresolved context={state.context} choose={on.choose} />;

  const { sections, accountId } = document;
  // Money is shown only when the link is better than a guess.
  const locked =
    resolution.confidence === 'guessed' || resolution.confidence === 'ambiguous' || resolution.confidence === 'none';
  const actions = locked ? document.actions.filter((a) => a.value === null) : document.actions;
  return (
    <>
      <Header document={document} resolution={resolution} locked={locked} />
      <div class="tools">
        <Pin pinned={state.pinned} pin={on.pin} />
      </div>
      <Actions
        accountId={accountId}
        actions={actions}
        held={document.held}
        reactions={state.reactions}
        react={on.react}
      />
      <HealthSection section={sections.health} accountId={accountId} />
      <BillingSection
        section={sections.billing}
        accountId={accountId}
        locked={locked}
        contractEndsAt={sections.pipeline.data?.contractEndsAt ?? null}
      />
      <SupportSection section={sections.support} accountId={accountId} />
      <PeopleSection section={sections.people} accountId={accountId} />
      <PipelineSection section={sections.pipeline} accountId={accountId} locked={locked} />
      <UsageSection section={sections.usage} accountId={accountId} />
      <Freshness state={state} document={document} refresh={on.refresh} />
    </>
  );
}

/** Keeps a part that fails from blanking the panel. A new state starts afresh. */
class Boundary extends Component<
  { say: string; again: string; retry: () => void; children: ComponentChildren },
  { failed: boolean }
> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    console.error('[alongside] a part of the panel failed', error);
    this.setState({ failed: true });
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="state" role="alert">
        <p>{this.props.say}</p>
        <button type="button" onClick={this.props.retry}>
          {this.props.again}
        </button>
      </div>
    );
  }
}
