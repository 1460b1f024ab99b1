import type { RecordRef } from '../../lib/contract/record.ts';
import { recordWords } from '../recordKind.ts';
import { useView } from '../view.ts';

/** The header's own places, empty, so that nothing jumps when the answer arrives. The record's kind is known already, so it is said. */
export function Skeleton({ record }: { record: RecordRef | null }) {
  const { t } = useView();
  return (
    <div class="skeleton" aria-busy="true">
      <h1 class="sr">{t('loading')}</h1>
      <div class="who">
        <div class="who-name">
          <span class="sk sk-name" />
        </div>
        <p class="facts">{record ? recordWords(record, t) : ''}</p>
        <dl class="glance">
          {['section_health', 'arr', 'renewal'].map((label) => (
            <div key={label}>
              <dt>{t(label)}</dt>
              <dd class="value">
                <span class="sk sk-value" />
              </dd>
              <dd class="detail">
                <span class="sk sk-detail" />
              </dd>
            </div>
          ))}
        </dl>
        <p class="who-foot">
          <span class="sk sk-value" />
        </p>
        <div class="sk-proof">
          <span class="sk sk-value" />
        </div>
      </div>
      {['next', '', ''].map((kind, n) => (
        <div key={n} class={`block ${kind}`}>
          <span class="sk sk-value" />
          <span class="sk sk-text" />
          <span class="sk sk-text sk-short" />
        </div>
      ))}
    </div>
  );
}
