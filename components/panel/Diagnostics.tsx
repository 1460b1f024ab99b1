import { useRef, useState } from 'preact/hooks';
import type { Detection } from '../../lib/contract/detection.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RecordRef } from '../../lib/contract/record.ts';
import { formatDay, formatMilliseconds } from '../format.ts';
import { recordWords } from '../recordKind.ts';
import type { Translate } from '../translate.ts';
import { useView } from '../view.ts';
import { diagnosticsReport, type PanelFacts } from './diagnosticsReport.ts';
import type { PanelCallbacks } from './panelCallbacks.ts';

/** How the page was read and how long it took, for the person who asks why; and a report of it without names, to send to others. */
export function Diagnostics({ state, facts, on }: { state: PanelState; facts: PanelFacts; on: PanelCallbacks }) {
  const { t, locale } = useView();
  const { detection, record, dock, context } = state;
  const recordLine = (ref: RecordRef) => (
    <>
      {recordWords(ref, t)} <bdi>{ref.id}</bdi>
    </>
  );
  const none = '–';
  const rows = {
    system: detection?.system ? t(`source_${detection.system}`) : none,
    pack: detection?.pack ? formatDay(detection.pack, locale) : none,
    rule: detection?.rule ? <bdi>{detection.rule}</bdi> : none,
    record: record ? recordLine(record) : none,
    parent: detection?.parent ? recordLine(detection.parent) : null,
    confidence: context ? t(`confidence_${context.resolution.confidence}`) : none,
    hints: hintWords(detection, t),
    parse: detection ? formatMilliseconds(detection.ms, locale) : none,
    network: state.networkMs === null ? none : formatMilliseconds(state.networkMs, locale),
    dock: dock ? t(`dockMode_${dock.mode}`) : t(`place_${facts.place}`),
    trouble: facts.covered ? t('covered') : state.trouble ? t(`trouble_${state.trouble}`) : null,
    versions: <bdi>{facts.version}</bdi>,
  };
  return (
    <div class="diagnostics">
      <dl class="rows">
        {Object.entries(rows).map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{t(`diagnostic_${name}`)}</dt>
              <dd>
                <span>{value}</span>
              </dd>
            </div>
          ),
        )}
      </dl>
      <Report text={() => diagnosticsReport(state, facts)} copy={on.copy} />
    </div>
  );
}

function hintWords(detection: Detection | null, t: Translate): string {
  const hints = detection?.hints ?? [];
  if (hints.length === 0) return t('hintsNone');
  return hints.some(({ found }) => found) ? t('hintsFound') : t('hintsLost');
}

/** Copies the report; where the browser refuses, it is shown to be copied by hand. */
function Report({ text, copy }: { text: () => string; copy: PanelCallbacks['copy'] }) {
  const { t } = useView();
  const [outcome, setOutcome] = useState<{ isCopied: boolean; text: string } | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <>
      <p class="note">{t('reportPrivate')}</p>
      <p class="answers">
        <button
          type="button"
          data-harmless
          onClick={() => {
            const own = text();
            void copy(own).then((isCopied) => setOutcome({ isCopied, text: own }));
          }}
        >
          {t('copyReport')}
        </button>
        <span role="status" data-testid="copied">
          {outcome === null ? '' : t(outcome.isCopied ? 'copied' : 'copyRefused')}
        </span>
      </p>
      {outcome && !outcome.isCopied ? (
        <textarea
          ref={field}
          readOnly
          rows={8}
          dir="ltr"
          aria-label={t('copyReport')}
          value={outcome.text}
          onFocus={() => field.current?.select()}
        />
      ) : null}
    </>
  );
}
