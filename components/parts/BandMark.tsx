import type { Band } from '../../lib/contract/sections.ts';
import { useView } from '../view.ts';

const glyphs: Record<Band, string> = {
  healthy: 'M3.5 8.5l3 3 6-7',
  watch: 'M8 3.5v6M8 12.2v.3',
  atRisk: 'M3 5.5l5 5 5-5',
  critical: 'M4 4l8 8M12 4l-8 8',
  unknown: 'M4 8h8',
};

/** A band as glyph, colour and word; `wordless` where the word stands nearby. */
export function BandMark({ band, wordless = false }: { band: Band; wordless?: boolean }) {
  const { t } = useView();
  return (
    <span class={`band band-${band}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="8" class="band-disc" />
        <path d={glyphs[band]} class="band-glyph" />
      </svg>
      {wordless ? null : t(`band_${band}`)}
    </span>
  );
}
