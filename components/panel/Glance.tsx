import type { ContextDocument } from '../../lib/contract/context.ts';
import { formatDay, formatDays, formatDaysUntil, formatMoney, formatNumber, formatSigned } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { useView } from '../view.ts';

/** Where there is little room, an amount may break before its currency rather than inside it. */
const breakable = (amount: string) => amount.replaceAll('\u00a0', ' ');

/** How they are in three answers: health, money, time left. Each has a value and one line that qualifies it. */
export function Glance({ document, locked }: { document: ContextDocument; locked: boolean }) {
  const { t, now, locale } = useView();
  const { header, sections } = document;
  const trend = sections.health.data?.trend ?? null;
  const moneyHidden = locked || sections.billing.status === 'notPermitted';
  const payment = moneyHidden ? null : (sections.billing.data?.state ?? null);
  return (
    <dl class="glance">
      <div>
        <dt>{t('section_health')}</dt>
        <dd class="value">
          <BandMark band={header.band} />
          {header.score === null ? null : <span>{formatNumber(header.score, locale, 0)}</span>}
        </dd>
        <dd class="detail">
          {trend === null
            ? t('trend_none')
            : trend.direction === 'flat'
              ? t('trendSteady')
              : t('trendShort', [formatSigned(trend.delta, locale), formatDays(7, locale)])}
        </dd>
      </div>
      <div>
        <dt>{t('arr')}</dt>
        <dd class="value">
          {moneyHidden
            ? t('hidden')
            : header.arr.length === 0
              ? t('noneYet')
              : header.arr.map((money) => (
                  <span key={money.currency}>{breakable(formatMoney(money, locale, true))}</span>
                ))}
        </dd>
        <dd class={payment ? `detail pay-${payment}` : 'detail'}>{payment ? t(`paid_${payment}`) : ''}</dd>
      </div>
      <div>
        <dt>{t('renewal')}</dt>
        <dd class="value">{header.renewsAt ? formatDaysUntil(header.renewsAt, now, locale) : t('noneYet')}</dd>
        <dd class="detail">{header.renewsAt ? formatDay(header.renewsAt, locale) : ''}</dd>
      </div>
    </dl>
  );
}
