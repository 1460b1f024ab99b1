import type { Sections } from '../../lib/contract/sections.ts';
import { formatRelative } from '../format.ts';
import { MetricList } from '../parts/MetricRow.tsx';
import { Section } from '../parts/Section.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

const shown = 5;

/** What they are waiting for, worst first, and how we have been answering. */
export function SupportSection({ section, accountId }: { section: Sections['support']; accountId: string }) {
  const { t, now, locale } = useView();
  return (
    <Section id="support" section={section} accountId={accountId}>
      {(support) => (
        <>
          <p class="line">
            <strong>{support.openCount === 0 ? t('noOpenTickets') : t('openTickets', [support.openCount])}</strong>
            {support.escalatedCount > 0 ? (
              <span class="bad-text">{t('escalated', [support.escalatedCount])}</span>
            ) : null}
            {support.urgentCount > 0 ? <span class="bad-text">{t('urgent', [support.urgentCount])}</span> : null}
          </p>
          <ul class="items tickets">
            {support.openTickets.slice(0, shown).map((ticket) => (
              <li key={ticket.id}>
                <SourceLink url={ticket.url}>
                  <bdi>{ticket.subject}</bdi>
                </SourceLink>
                <small>
                  #{ticket.id} · {ticket.escalated ? `${t('escalatedMark')} · ` : ''}
                  {t(`priority_${ticket.priority}`)} · {t(`ticket_${ticket.status}`)} ·{' '}
                  {formatRelative(ticket.createdAt, now, locale)}
                  {ticket.waiting ? ` · ${t('noReplyYet')}` : ''}
                </small>
              </li>
            ))}
          </ul>
          {support.openCount > shown ? (
            <p class="note">{t('moreTickets', [support.openCount - Math.min(shown, support.openTickets.length)])}</p>
          ) : null}
          <MetricList metrics={support.metrics} />
        </>
      )}
    </Section>
  );
}
