import type { Sections } from '../../lib/contract/sections.ts';
import { formatDay, formatMoney, isolate } from '../format.ts';
import { MetricList } from '../parts/MetricRow.tsx';
import { Section } from '../parts/Section.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

/** Who they are: champions and decision makers first, those who left marked. */
export function PeopleSection({ section, accountId }: { section: Sections['people']; accountId: string }) {
  const { t, locale } = useView();
  return (
    <Section id="people" section={section} accountId={accountId}>
      {({ people }) => (
        <ul class="items">
          {people.slice(0, 6).map((person) => (
            <li key={person.email ?? person.name}>
              <span class={person.leftAt ? 'gone' : undefined}>
                <bdi>{person.name}</bdi>
              </span>
              <small class="side">{person.role === 'unknown' ? '' : t(`role_${person.role}`)}</small>
              {person.title || person.leftAt || person.doNotContact || person.optOuts ? (
                <small>
                  {person.title ? <bdi>{person.title}</bdi> : null}
                  {person.leftAt ? (
                    <span class="bad-text">{t('leftOn', [formatDay(person.leftAt, locale)])}</span>
                  ) : null}
                  {person.doNotContact ? <span class="bad-text">{t('doNotContact')}</span> : null}
                  {person.optOuts?.map((what) => (
                    <span key={what} class="bad-text">
                      {t(`optOut_${what}`)}
                    </span>
                  ))}
                </small>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** What is being sold to them. */
export function PipelineSection({
  section,
  accountId,
  locked,
}: {
  section: Sections['pipeline'];
  accountId: string;
  locked: boolean;
}) {
  const { t, locale } = useView();
  return (
    <Section id="pipeline" section={section} accountId={accountId} locked={locked}>
      {({ openDeals, contractEndsAt, metrics }) => (
        <>
          {openDeals.length === 0 ? <p class="quiet">{t('noOpenDeals')}</p> : null}
          <ul class="items">
            {openDeals.slice(0, 5).map((deal) => (
              <li key={deal.id}>
                <SourceLink url={deal.url}>
                  <bdi>{deal.name}</bdi>
                </SourceLink>
                <span class="num">{deal.amount ? formatMoney(deal.amount, locale, true) : ''}</span>
                <small>
                  {t(`deal_${deal.kind}`)} · {isolate(deal.stage)}
                  {deal.closesAt ? ` · ${formatDay(deal.closesAt, locale)}` : ''}
                </small>
              </li>
            ))}
          </ul>
          {contractEndsAt ? <p class="note">{t('contractEnds', [formatDay(contractEndsAt, locale)])}</p> : null}
          <MetricList metrics={metrics} />
        </>
      )}
    </Section>
  );
}

/** How they use the product; without a source it says so. */
export function UsageSection({ section, accountId }: { section: Sections['usage']; accountId: string }) {
  return (
    <Section id="usage" section={section} accountId={accountId}>
      {({ metrics }) => <MetricList metrics={metrics} />}
    </Section>
  );
}
