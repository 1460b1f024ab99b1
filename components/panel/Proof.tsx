import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Resolution } from '../../lib/contract/identity.ts';
import { isolate } from '../format.ts';
import { ConfidenceMark } from '../parts/ConfidenceMark.tsx';
import { SourceLink } from '../parts/SourceLink.tsx';
import { recordKind } from '../recordKind.ts';
import { useView } from '../view.ts';
import { stepKind } from './Via.tsx';

/** Why we believe that this record and these others belong to one customer. */
export function Proof({ document, resolution }: { document: ContextDocument; resolution: Resolution }) {
  const { t } = useView();
  return (
    <details class="proof">
      <summary>
        <ConfidenceMark confidence={resolution.confidence} />
        <span class="quiet">{t('proofSummary', [document.links.length])}</span>
      </summary>
      {resolution.chain.length > 1 ? (
        <ol class="chain">
          {resolution.chain.map((step, at) => (
            <li key={`${step.system}${step.object}${step.id}`}>
              <small>{recordKind(stepKind(resolution.chain, at), t)}</small>
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
            <span class="quiet">{t(`source_${link.system}`)}</span>
            <span>
              <SourceLink url={link.url}>
                <bdi>{link.name}</bdi>
              </SourceLink>
              <small>
                {[
                  t(`confidence_${link.confidence}`),
                  ...link.evidence.slice(0, 2).map((e) => t(`rule_${e.rule}`, [isolate(e.value)])),
                ].join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
