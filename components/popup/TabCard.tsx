import type { ComponentChildren } from 'preact';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RpcReply, Site } from '../../lib/contract/rpc.ts';
import { formatDaysUntil, formatNumber } from '../format.ts';
import { CustomerLine } from '../parts/CustomerLine.tsx';
import { GrantSites } from '../parts/GrantSites.tsx';
import { isSolvedInOptions } from '../parts/ProblemLine.tsx';
import { useView } from '../view.ts';

export type TabCallbacks = {
  /** Asks the browser for access. Called inside the click, or the browser refuses. */
  grant(origins: readonly string[]): void;
  options(): void;
};

/** What the tab shows: the customer, or why there is none and what can be done. `tab` is null while it is asked for. */
export function TabCard({
  tab,
  sites,
  on,
}: {
  tab: RpcReply<'tab.get'> | null;
  sites: readonly Site[];
  on: TabCallbacks;
}) {
  const { t } = useView();
  return (
    <section class="here" aria-labelledby="heading-here" data-testid="here">
      <h2 id="heading-here">{t('popupHere')}</h2>
      <Content tab={tab} sites={sites} on={on} />
    </section>
  );
}

function Content({ tab, sites, on }: { tab: RpcReply<'tab.get'> | null; sites: readonly Site[]; on: TabCallbacks }) {
  const { t } = useView();
  if (tab === null) return <p class="quiet">{t('loading')}</p>;
  if (!tab.ok) return <p class="quiet">{t(`error_${tab.code}`)}</p>;
  const { state, system } = tab;
  // Of the rarer hosts there are many; the options page has them all.
  const withheld = sites.filter((s) => !s.granted && !s.optional && (system === null || s.system === system));
  if (state === null) {
    return (
      <>
        <p class="quiet">{t(system === null ? 'hereNoPage' : withheld.length > 0 ? 'hereWithheld' : 'hereSilent')}</p>
        {withheld.length > 0 ? (
          <>
            {system === null ? <p class="quiet">{t('hereMaybeWithheld')}</p> : null}
            <GrantSites sites={withheld} grant={on.grant} />
          </>
        ) : null}
      </>
    );
  }
  return (
    <>
      {state.trouble ? <p class="heed">{t(`trouble_${state.trouble}`)}</p> : null}
      <Shown state={state} />
      {state.problem === 'permissionNeeded' && withheld.length > 0 ? (
        <GrantSites sites={withheld} grant={on.grant} />
      ) : state.phase === 'problem' && state.problem && isSolvedInOptions(state.problem) ? (
        <p class="answers">
          <button type="button" onClick={on.options}>
            {t('openOptions')}
          </button>
        </p>
      ) : null}
    </>
  );
}

function Shown({ state }: { state: PanelState }) {
  const { t, now, locale } = useView();
  const { phase, problem, context, customers } = state;
  if (phase === 'noRecord') return <p class="quiet">{t('pageShowsNone')}</p>;
  if (phase === 'problem') return <Words title={t(`title_${problem}`)}>{t(`error_${problem}`)}</Words>;
  if (phase === 'loading' || !context) return <p class="quiet">{t('loading')}</p>;
  const { document, resolution } = context;
  if (!document) {
    const { length } = resolution.candidates;
    return length > 0 ? (
      <Words title={t('chooserTitle', [formatNumber(length, locale)])}>{t('hereChoose')}</Words>
    ) : (
      <Words title={t('noCustomerTitle')}>{t('noCustomerText')}</Words>
    );
  }
  const { name, band, renewsAt } = document.header;
  return (
    <>
      <CustomerLine band={band} name={name}>
        {t(`band_${band}`)}
        {renewsAt ? ` · ${t('renewsAtShort', [formatDaysUntil(renewsAt, now, locale)])}` : ''}
      </CustomerLine>
      <p class="note">
        {[
          state.by === 'person' ? t('rule_chosenByYou') : null,
          customers.length > 1 ? t('customersHere', [formatNumber(customers.length, locale)]) : null,
          problem ? t(`quiet_${problem}`) : null,
        ]
          .filter((word) => word !== null)
          .join(' · ')}
      </p>
    </>
  );
}

function Words({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <p>
      <strong>{title}</strong> <span class="quiet">{children}</span>
    </p>
  );
}
