import type { ComponentChildren } from 'preact';
import type { SectionId, Sections } from '../../lib/contract/sections.ts';
import { formatRelative } from '../format.ts';
import { useView } from '../view.ts';

/** One block of the 360: its heading with source and age, what it has, or which of the reasons it has nothing. Never blank. */
export function Section<K extends SectionId>(props: {
  id: K;
  accountId: string;
  section: Sections[K];
  /** Set when money may not be shown for this identity. */
  locked?: boolean;
  children: (data: NonNullable<Sections[K]['data']>) => ComponentChildren;
}) {
  const { t, now, locale } = useView();
  const { id, section, locked } = props;
  const headingId = `heading-${id}`;
  const reason = locked
    ? t('moneyLocked')
    : section.data === null
      ? t(`status_${section.status}`, [t(`section_${id}`), section.detail ? t(`source_${section.detail}`) : ''])
      : null;
  const names = section.sources.map((s) => t(`source_${s.system}`));
  return (
    <section
      class="block"
      aria-labelledby={headingId}
      data-testid={`section-${id}`}
      data-status={section.status}
      data-account={props.accountId}
    >
      <header class="block-head">
        <h2 id={headingId}>{t(`section_${id}`)}</h2>
        {reason === null && section.asOf ? (
          <small title={names.join(', ')}>
            {names.length === 1 ? `${names[0]} · ` : ''}
            {formatRelative(section.asOf, now, locale, 'short')}
          </small>
        ) : null}
      </header>
      {reason === null ? (
        props.children(section.data as NonNullable<Sections[K]['data']>)
      ) : (
        <p class="quiet">{reason}</p>
      )}
      {reason === null && section.status === 'stale' && section.asOf ? (
        <p class="heed">
          {t('staleNote', [
            section.detail ? t(`source_${section.detail}`) : '',
            formatRelative(section.asOf, now, locale),
          ])}
        </p>
      ) : null}
    </section>
  );
}
