import type { Translate } from '../translate.ts';

/** The organisation has decided this. */
export function Lock({ t }: { t: Translate }) {
  return (
    <p class="lock note">
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2" />
      </svg>
      {t('lockedByOrganisation')}
    </p>
  );
}
