import { signal } from '@preact/signals';
import { render } from 'preact';
import { Options, type OptionsProps } from '../../components/options/Options.tsx';
import '../../components/styles/options.css';
import type { Session } from '../../lib/contract/api.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

const defaultBackend = 'http://127.0.0.1:4620';
const backend = signal(defaultBackend);
const settings = signal<OptionsProps['settings']>(null);
const session = signal<Session | null>(null);
const queued = signal(0);
const busy = signal<'pair' | 'test' | null>(null);
const message = signal<{ kind: 'ok' | 'error'; text: string } | null>(null);

async function load(): Promise<void> {
  const [who, set] = await Promise.all([callBackground('session.get', {}), callBackground('settings.get', {})]);
  settings.value = set;
  backend.value = set.backend ?? who.backend ?? defaultBackend;
  session.value = who.revoked ? null : who.session;
  if (who.revoked) message.value = { kind: 'error', text: translate('error_invalidToken') };
  queued.value = who.queued;
}

async function run(
  what: 'pair' | 'test' | null,
  work: () => Promise<{ kind: 'ok' | 'error'; text: string } | null>,
): Promise<void> {
  busy.value = what;
  message.value = null;
  try {
    message.value = await work();
  } finally {
    busy.value = null;
  }
}

const on: OptionsProps['on'] = {
  pair: (address, code) =>
    void run('pair', async () => {
      const answer = await callBackground('session.pair', { backend: address, code });
      if (!answer.ok) return { kind: 'error', text: translate(`error_${answer.code}`) };
      await load();
      return { kind: 'ok', text: translate('optionsPaired', [answer.session.user.name, answer.session.tenant.name]) };
    }),
  test: (address) =>
    void run('test', async () => {
      const answer = await callBackground('session.test', { backend: address });
      return answer.ok
        ? { kind: 'ok', text: translate('optionsReachable', [Math.max(1, Math.round(answer.ms))]) }
        : { kind: 'error', text: translate(`error_${answer.code}`) };
    }),
  signOut: () =>
    void run(null, async () => {
      await callBackground('session.signOut', {});
      await load();
      return { kind: 'ok', text: translate('optionsSignedOut') };
    }),
  place: (place) => void callBackground('place.set', { place }).then(load),
  // The list is loaded again by the events below, also when access was changed elsewhere.
  grant: (origins) => void browser.permissions.request({ origins: [...origins] }),
};

function App() {
  return (
    <Options
      backend={backend.value}
      settings={settings.value}
      session={session.value}
      queued={queued.value}
      busy={busy.value}
      message={message.value}
      t={translate}
      on={on}
    />
  );
}

setDocumentLocale();
render(<App />, document.getElementById('app') as HTMLElement);
void load();
browser.permissions.onAdded.addListener(() => void load());
browser.permissions.onRemoved.addListener(() => void load());
