import type { ComponentChildren } from 'preact';
import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Resolution } from '../../lib/contract/identity.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { formatRelative } from '../format.ts';
import { useView } from '../view.ts';
import { Glance } from './Glance.tsx';
import { Proof } from './Proof.tsx';
import { Via } from './Via.tsx';

/** Who this is and how they are, in one glance; below it, on demand, why we believe it is them. `pin` sits beside the name. */
export function Header(props: {
  state: PanelState;
  document: ContextDocument;
  resolution: Resolution;
  locked: boolean;
  pin: ComponentChildren;
}) {
  const { t } = useView();
  const { state, document, resolution, locked } = props;
  const { header } = document;
  const facts = [header.domain, header.tier, header.industry].filter((fact) => fact !== null);
  const territories = (header.territories ?? []).map(({ name }) => name);
  return (
    <header class="who">
      <div class="who-name">
        <h1 data-testid="customer-name" title={header.name}>
          <bdi>{header.name}</bdi>
        </h1>
        {props.pin}
      </div>
      <p class="facts" title={facts.join(' · ')}>
        {facts.map((fact, i) => (
          <>
            {i > 0 ? ' · ' : ''}
            <bdi>{fact}</bdi>
          </>
        ))}
      </p>
      <Glance document={document} locked={locked} />
      <p class="who-foot">
        <span title={territories.join(' · ') || undefined}>
          {header.owner ? (
            <>
              {t('owner')} <bdi>{header.owner.name}</bdi>
            </>
          ) : null}
          {territories.map((territory, i) => (
            <>
              {header.owner || i > 0 ? ' · ' : ''}
              <bdi>{territory}</bdi>
            </>
          ))}
        </span>
        <Age state={state} />
      </p>
      <Via resolution={resolution} />
      <Proof document={document} resolution={resolution} />
    </header>
  );
}

/** How old this is, always in the same place, so that nothing moves when the network goes. */
function Age({ state }: { state: PanelState }) {
  const { t, now, locale } = useView();
  const age = state.confirmedAt ? formatRelative(state.confirmedAt, now, locale, 'short') : null;
  if (state.problem)
    return (
      <strong class="age warn-text">
        {t(`title_${state.problem}`)}
        {age ? ` · ${age}` : ''}
      </strong>
    );
  return <span class="age">{state.revalidating ? t('checking') : age ? t('checked', [age]) : ''}</span>;
}
