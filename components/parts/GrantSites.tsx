import type { Site } from '../../lib/contract/rpc.ts';
import { useView } from '../view.ts';

/** A button for each family of pages that the browser withholds. */
export function GrantSites({ sites, grant }: { sites: readonly Site[]; grant: (origins: readonly string[]) => void }) {
  const { t } = useView();
  return (
    <p class="answers">
      {sites.map(({ system, origins }) => (
        <button key={origins.join()} type="button" onClick={() => grant(origins)}>
          {t('grantFor', [t(`source_${system}`)])}
        </button>
      ))}
    </p>
  );
}
