import type { ChainStep, LinkEvidence, Resolution } from '../../lib/contract/identity.ts';
import { isolate } from '../format.ts';
import { SourceLink } from '../parts/SourceLink.tsx';
import { recordKind } from '../recordKind.ts';
import { useView } from '../view.ts';

const people = new Set(['user', 'contact', 'lead']);
const isWithout = ({ rule }: LinkEvidence) => rule === 'requesterNoOrganization';

/** What a step of a chain is: who asked for a ticket is its requester. */
export function stepKind(chain: readonly ChainStep[], at: number): string {
  const { object } = chain[at] ?? { object: '' };
  return object === 'user' && at > 0 ? 'requester' : object;
}

/**
 * How the record led to the customer, in one line, where that is not beyond doubt: through whom, and by what. A requester without
 * organisation is a link to where that can be mended.
 */
export function Via({ resolution }: { resolution: Resolution }) {
  const { t } = useView();
  const { chain, confidence, evidence } = resolution;
  if (confidence === 'verified' && !evidence.some(isWithout)) return null;
  const at = chain.findIndex((step) => people.has(step.object.toLowerCase()));
  // The record itself is what the person looks at already.
  const person = at > 0 ? chain[at] : undefined;
  return (
    <p class="via" data-testid="via">
      {person ? (
        <>
          {t('via', [recordKind(stepKind(chain, at), t)])}{' '}
          <SourceLink url={person.url}>
            <bdi>{person.name}</bdi>
          </SourceLink>
        </>
      ) : null}
      {evidence.map((e, i) => (
        <span key={e.rule + e.value}>
          {person || i > 0 ? ' · ' : ''}
          {/* The name is there already. */}
          {person && isWithout(e) ? t('withoutOrganisation') : t(`rule_${e.rule}`, [isolate(e.value)])}
        </span>
      ))}
    </p>
  );
}
