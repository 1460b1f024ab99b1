import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Resolution } from '../../lib/contract/identity.ts';
import { daysUntil, formatDay, formatMoney, formatNumber } from '../format.ts';
import { BandMark } from '../parts/BandMark.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

/** Who this is and how they are, in one glance; below it, on demand, why we believe it is them. */
export function Header({
  document,
  resolution,
  locked,
}: {
  document: ContextDocument;
  resolution: Resolution;
  locked: boolean;
}) {
  const { t, now, locale } = useView();
  const { header } = document;
  const facts = [header.domain, header.tier, header.industry].filter((fact) => fact !== null);
  const days = header.renewsAt === null ? null : daysUntil(header.renewsAt, now);
  return (
    <header class="who">
      <h1 data-testid="customer-name" title={header.name}>
        <bdi>{header.name}</bdi>
      </h1>
      {facts.length > 0 ? <p class="facts">{facts.join(' · ')}</p> : null}
      <div class="glance">
        <div>
          <span class="label">{t('section_health')}</span>
          <span class="value">
            <BandMark band={header.band} />
            {header.score === null ? null : <span class="score">{formatNumber(header.score, locale, 0)}</span>}
          </span>
        </div>
        <div>
          <span class="label">{t('arr')}</span>
          <span class="value">
            {locked
              ? t('hidden')
              : header.arr.length === 0
                ? t('noneYet')
                : header.arr.map((money) => <span key={money.currency}>{formatMoney(money, locale, true)}</span>)}
          </span>
        </div>
        <div>
          <span class="label">{t('renewal')}</span>
          <span class="value" title={header.renewsAt ? formatDay(header.renewsAt, locale) : undefined}>
            {days === null
              ? t('noneYet')
              : days < 0
                ? t('daysAgo', [-days])
                : days === 0
                  ? t('today')
                  : t('inDays', [days])}
          </span>
        </div>
      </div>
      {header.owner ? (
        <p class="facts">
          {t('ownedBy', [header.owner.name])}
          {header.renewsAt ? ` · ${t('renewsOn', [formatDay(header.renewsAt, locale)])}` : ''}
        </p>
      ) : null}
      <Proof document={document} resolution={resolution} />
    </header>
  );
}

function Proof({ document, resolution }: { document: ContextDocument; resolution: Resolution }) {
  const { t } = useView();
  return (
    <details class={`proof proof-${resolution.confidence}`}>
      <summary>
        <span class="chip">{t(`confidence_${resolution.confidence}`)}</span>
        <span class="quiet">{t('proofSummary', [document.links.length])}</span>
      </summary>
      {resolution.chain.length > 1 ? (
        <ol class="chain">
          {resolution.chain.map((step) => (
            <li key={`${step.system}${step.object}${step.id}`}>
              <SourceLink url={step.url}>
                <bdi>{step.name}</bdi>
              </SourceLink>
            </li>
          ))}
        </ol>
      ) : null}
      <ul class="links">
        {document.links.map((link) => (
          <li key={`${link.system}${link.id}`}>
            <span class="links-system">{t(`source_${link.system}`)}</span>
            <span>
              <SourceLink url={link.url}>
                <bdi>{link.name}</bdi>
              </SourceLink>
              <small>
                {[
                  t(`confidence_${link.confidence}`),
                  ...link.evidence.slice(0, 2).map((e) => t(`rule_${e.rule}`, [e.value])),
                ].join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
