import type { Sections } from '../../lib/contract/sections.ts';
import { daysUntil, formatDay, formatDays, formatMoney, formatNumber, formatRelative, isolate } from '../format.ts';
import { MetricList } from '../parts/MetricRow.tsx';
import { Section } from '../parts/Section.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

/** What they pay, whether they do, and until when. */
export function BillingSection({
  section,
  accountId,
  locked,
}: {
  section: Sections['billing'];
  accountId: string;
  locked: boolean;
}) {
  const { t, now, locale } = useView();
  return (
    <Section id="billing" section={section} accountId={accountId} locked={locked}>
      {(billing) => {
        const { cancelsAt } = billing;
        // Of what is set to end the server tells no renewal. Older ones do: then both are the same day.
        const renewsAt = billing.renewsAt === cancelsAt ? null : billing.renewsAt;
        const days = [
          { words: t(renewsAt ? 'endsInPart' : 'ends'), at: cancelsAt },
          { words: t('renews'), at: renewsAt },
        ];
        return (
          <>
            <p class={`line pay pay-${billing.state}`}>
              <strong>{t(`payment_${billing.state}`)}</strong>
              {billing.overdue.length > 0 ? (
                <span>{t('overdueSum', [billing.overdue.map((m) => formatMoney(m, locale)).join(' + ')])}</span>
              ) : null}
            </p>
            <dl class="rows">
              <div>
                <dt>{t('plan')}</dt>
                <dd>
                  {billing.plans.length === 0
                    ? t('noneYet')
                    : billing.plans
                        .map((p) =>
                          t('planLine', [
                            isolate(p.name),
                            formatNumber(p.quantity, locale),
                            t(`interval_${p.interval}`),
                          ]),
                        )
                        .join(', ')}
                </dd>
              </div>
              <div>
                <dt>{t('arr')}</dt>
                <dd>
                  {billing.arr.length === 0 ? t('noneYet') : billing.arr.map((m) => formatMoney(m, locale)).join(' + ')}
                </dd>
              </div>
              {days.map(({ words, at }) =>
                at ? (
                  <div key={words}>
                    <dt>{words}</dt>
                    <dd>
                      {formatDay(at, locale)} <small>{formatRelative(at, now, locale)}</small>
                    </dd>
                  </div>
                ) : null,
              )}
            </dl>
            {billing.openInvoices.length > 0 ? (
              <ul class="items">
                {billing.openInvoices.slice(0, 5).map((invoice) => {
                  const late = invoice.dueAt !== null && Date.parse(invoice.dueAt) < now;
                  return (
                    <li key={invoice.id}>
                      <SourceLink url={invoice.url}>{t('invoice', [isolate(invoice.number)])}</SourceLink>
                      <span class="num">{formatMoney(invoice.amountDue, locale)}</span>
                      <small class={late ? 'bad-text' : undefined}>
                        {invoice.dueAt
                          ? t(late ? 'overdueFor' : 'dueOn', [
                              late
                                ? formatDays(-daysUntil(invoice.dueAt, now), locale)
                                : formatDay(invoice.dueAt, locale),
                            ])
                          : t('noDueDate')}
                      </small>
                    </li>
                  );
                })}
              </ul>
            ) : null}
            {billing.disputes.length > 0 ? (
              <ul class="items">
                {billing.disputes.map((dispute) => (
                  <li key={dispute.id}>
                    <SourceLink url={dispute.url}>
                      {t('dispute', [isolate(dispute.reason.replaceAll('_', ' '))])}
                    </SourceLink>
                    <span class="num">{formatMoney(dispute.amount, locale)}</span>
                    <small class="bad-text">
                      {dispute.evidenceDueAt
                        ? t('evidenceDue', [formatRelative(dispute.evidenceDueAt, now, locale)])
                        : dispute.status.replaceAll('_', ' ')}
                    </small>
                  </li>
                ))}
              </ul>
            ) : null}
            <MetricList metrics={billing.metrics ?? [billing.failedPayments]} />
            {billing.billingCustomers > 1 ? (
              <p class="note">{t('billingCustomers', [billing.billingCustomers])}</p>
            ) : null}
          </>
        );
      }}
    </Section>
  );
}
