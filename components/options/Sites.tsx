import type { Place } from '../../lib/contract/dock.ts';
import type { RpcReply, Site } from '../../lib/contract/rpc.ts';
import { Lock } from '../parts/Lock.tsx';
import type { Translate } from '../translate.ts';

const places: readonly Place[] = ['page', 'browser'];

export type Settings = RpcReply<'settings.get'>;

/** Where the panel appears; the organisation may have decided. */
export function PlaceChoice({ settings, t, pick }: { settings: Settings; t: Translate; pick: (place: Place) => void }) {
  const { place, locked } = settings;
  return (
    <section aria-labelledby="heading-place" data-testid="place">
      <h2 id="heading-place">{t('placeTitle')}</h2>
      {locked.place ? (
        <>
          <p>{t(`placeChoice_${place}`)}</p>
          <Lock t={t} />
        </>
      ) : (
        // The heading names the group; a legend would say it twice.
        <div role="radiogroup" aria-labelledby="heading-place">
          {places.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="place" checked={each === place} onChange={() => pick(each)} />
              <span>
                {t(`placeChoice_${each}`)}
                <small>{t(`placeChoice_${each}_why`)}</small>
              </span>
            </label>
          ))}
        </div>
      )}
    </section>
  );
}

/** The pages on which the extension may run, and a button for those that the browser withholds. The rarer ones fold. */
export function SiteTable(props: {
  sites: readonly Site[];
  t: Translate;
  grant: (origins: readonly string[]) => void;
}) {
  const { sites, t, grant } = props;
  const rare = sites.filter((site) => site.optional);
  return (
    <section aria-labelledby="heading-sites" data-testid="sites">
      <h2 id="heading-sites">{t('sitesTitle')}</h2>
      <Rows sites={sites.filter((site) => !site.optional)} t={t} grant={grant} />
      {rare.length > 0 ? (
        <details class="rare" open={rare.some((site) => site.granted)}>
          <summary>{t('sitesRare')}</summary>
          <Rows sites={rare} t={t} grant={grant} />
        </details>
      ) : null}
    </section>
  );
}

function Rows({
  sites,
  t,
  grant,
}: {
  sites: readonly Site[];
  t: Translate;
  grant: (origins: readonly string[]) => void;
}) {
  return (
    <table>
      <tbody>
        {sites.map(({ system, origins, granted }) => (
          <tr key={origins.join()}>
            <th scope="row">{t(`source_${system}`)}</th>
            <td>
              <ul class="origins" dir="ltr">
                {origins.map((origin) => (
                  <li key={origin}>{hostPattern(origin)}</li>
                ))}
              </ul>
            </td>
            <td class="site-state">
              {granted ? (
                <span class="granted">{t('siteGranted')}</span>
              ) : (
                <button
                  type="button"
                  aria-label={t('grantFor', [origins.map(hostPattern).join(', ')])}
                  onClick={() => grant(origins)}
                >
                  {t('grant')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `https://*.zendesk.com/*` as people write it: `*.zendesk.com`. */
function hostPattern(origin: string): string {
  return origin.replace(/^https:\/\//, '').replace(/\/\*?$/, '');
}
