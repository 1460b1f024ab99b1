import type { Contradiction, DataFlag } from '../../lib/contract/quality.ts';
import { formatDay, formatMoney, formatRelative, isolate } from '../format.ts';
import { SourceLink } from '../parts/SourceLink.tsx';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';

/** What the sources say differently: both values, where, and how old; and whose a requester's domain is. Amounts are hidden where money is. */
export function Contradictions({ list, locked }: { list: readonly Contradiction[] | undefined; locked: boolean }) {
  const { t, now, locale } = useView();
  const shown = list?.filter((c) => !locked || c.sides.every((s) => !s.amount));
  return shown?.length ? (
    <section class="block" aria-labelledby="heading-contradictions" data-testid="contradictions">
      <header class="block-head">
        <h2 id="heading-contradictions">{t('contradictions')}</h2>
      </header>
      <ul class="items">
        {shown.map((found) => (
          <li key={`${found.what} ${found.sides[0]?.value}`}>
            <span>{t(`contradiction_${found.what}`)}</span>
            {found.sides.map((s) => (
              <small key={s.system}>
                <SourceLink url={s.url}>{t(`source_${s.system}`)}</SourceLink>
                {s.amount
                  ? formatMoney(s.amount, locale)
                  : found.what === 'renewalDate'
                    ? formatDay(s.value, locale)
                    : isolate(s.value)}
                {` · ${formatRelative(s.at, now, locale, 'short')}`}
              </small>
            ))}
            {found.holder === undefined ? null : <small>{holderText(t, found, found.holder)}</small>}
          </li>
        ))}
      </ul>
    </section>
  ) : null;
}

function holderText(
  t: Translate,
  { sides }: Contradiction,
  holder: NonNullable<Contradiction['holder']> | null,
): string {
  const domain = isolate(sides[0]?.value ?? '');
  return holder ? t('domainOfCustomer', [domain, isolate(holder.name)]) : t('domainOfSeveral', [domain]);
}

/** What somebody should put right in the data, folded away. */
export function DataQuality({ list }: { list: readonly DataFlag[] | undefined }) {
  const { t } = useView();
  return list?.length ? (
    <section class="block" aria-label={t('dataQuality', [list.length])} data-testid="data-quality">
      <details class="waterfall">
        <summary>{t('dataQuality', [list.length])}</summary>
        <ul class="items">
          {list.map((f) => (
            <li key={`${f.what} ${f.field} ${f.system}`}>
              <span>
                {t(`field_${f.field}`)}: {t(`quality_${f.what}`)}
              </span>
              <small>
                {t(`source_${f.system}`)} · {t(`steward_${f.steward}`)}
              </small>
            </li>
          ))}
        </ul>
      </details>
    </section>
  ) : null;
}
