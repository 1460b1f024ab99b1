import type { ComponentChildren } from 'preact';
import type { Band } from '../../lib/contract/sections.ts';
import { useView } from '../view.ts';
import { BandMark } from './BandMark.tsx';

/** A customer in a list: how they are, their name, and one line of circumstances. */
export function CustomerLine({ band, name, children }: { band: Band; name: string; children?: ComponentChildren }) {
  const { t } = useView();
  return (
    <span class="customer">
      <BandMark band={band} wordless />
      <span class="customer-words">
        <span class="customer-name">
          <span class="sr">{t(`band_${band}`)}, </span>
          <bdi>{name}</bdi>
        </span>
        <small class="customer-more">{children}</small>
      </span>
    </span>
  );
}
