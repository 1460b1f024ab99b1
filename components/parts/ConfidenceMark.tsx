import type { Confidence } from '../../lib/contract/identity.ts';
import { useView } from '../view.ts';

const tick = 'M3.5 8.5l3 3 6-7';
const about = 'M2.5 9.5c2-3.5 4-3.5 5.5-1.5s3.5 2 5.5-1.5';
const question = 'M5.5 6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.8-1.1 1.7M8 12.6v.2';
const glyphs: Record<Confidence, string> = {
  verified: tick,
  matched: about,
  guessed: question,
  ambiguous: question,
  none: question,
};

/** How sure we are who this is, as glyph and word. */
export function ConfidenceMark({ confidence }: { confidence: Confidence }) {
  const { t } = useView();
  return (
    <span class={`sure sure-${confidence}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={glyphs[confidence]} />
      </svg>
      {t(`confidence_${confidence}`)}
    </span>
  );
}
