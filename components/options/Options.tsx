import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../lib/contract/api.ts';
import type { Place } from '../../lib/contract/dock.ts';
import { Lock } from '../parts/Lock.tsx';
import type { Translate } from '../translate.ts';
import { PlaceChoice, type Settings, SiteTable } from './Sites.tsx';

export type OptionsProps = {
  backend: string;
  /** Null while they are asked for. */
  settings: Settings | null;
  session: Session | null;
  queued: number;
  busy: 'pair' | 'test' | null;
  message: { kind: 'ok' | 'error'; text: string } | null;
  t: Translate;
  on: {
    pair(backend: string, code: string): void;
    test(backend: string): void;
    signOut(): void;
    place(place: Place): void;
    /** Asks the browser for access. Called inside the click, or the browser refuses. */
    grant(origins: readonly string[]): void;
  };
};

const permissions = ['crm', 'optional', 'storage', 'alarms', 'scripting', 'sidePanel', 'backend'] as const;

/** Where the backend is, who this browser belongs to, and what the extension may do and why. */
export function Options({ backend, settings, session, queued, busy, message, t, on }: OptionsProps) {
  const [address, setAddress] = useState(backend);
  const [code, setCode] = useState('');
  useEffect(() => setAddress(backend), [backend]);
  const isLocked = settings?.locked.backend ?? false;
  return (
    <main class="options" data-testid="options">
      <h1>{t('optionsTitle')}</h1>
      <section aria-labelledby="heading-session">
        <h2 id="heading-session">{t('optionsConnection')}</h2>
        {session ? (
          <div class="session">
            <p>
              <strong>
                <bdi>{session.user.name}</bdi>
              </strong>{' '}
              · <bdi>{session.tenant.name}</bdi> · {t(`userRole_${session.role}`)}
              <small>
                {backend}
                {queued > 0 ? ` · ${t('queuedCount', [queued])}` : ''}
              </small>
            </p>
            <button type="button" onClick={on.signOut} disabled={busy !== null}>
              {t('signOut')}
            </button>
          </div>
        ) : (
          <p class="quiet">{t('optionsIntro')}</p>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            on.pair(address, code);
            setCode('');
          }}
        >
          <label>
            {t('optionsBackend')}
            <input
              type="text"
              inputMode="url"
              value={address}
              onInput={(event) => setAddress(event.currentTarget.value)}
              required
              readOnly={isLocked}
              spellcheck={false}
              autocomplete="off"
            />
            {isLocked ? <Lock t={t} /> : null}
          </label>
          <label>
            {t('optionsCode')}
            <input
              type="text"
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
              required
              placeholder="ABCDE-FGHJK"
              spellcheck={false}
              autocomplete="off"
            />
            <small>{t('optionsCodeHint')}</small>
          </label>
          <p class="answers">
            <button type="submit" class="primary" disabled={busy !== null}>
              {t(busy === 'pair' ? 'optionsPairing' : 'optionsPair')}
            </button>
            <button type="button" onClick={() => on.test(address)} disabled={busy !== null}>
              {t(busy === 'test' ? 'optionsTesting' : 'optionsTest')}
            </button>
          </p>
          <p
            role="status"
            dir="auto"
            data-testid="message"
            class={message ? `message message-${message.kind}` : 'message'}
          >
            {message?.text ?? ''}
          </p>
        </form>
      </section>
      {settings ? (
        <>
          <PlaceChoice settings={settings} t={t} pick={on.place} />
          <SiteTable sites={settings.sites} t={t} grant={on.grant} />
        </>
      ) : null}
      <section aria-labelledby="heading-permissions">
        <h2 id="heading-permissions">{t('permissionsTitle')}</h2>
        <table>
          <tbody>
            {permissions.map((p) => (
              <tr key={p}>
                <th scope="row">{t(`permission_${p}`)}</th>
                <td>{t(`permission_${p}_why`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="quiet">{t('permissionsNever')}</p>
      </section>
    </main>
  );
}
