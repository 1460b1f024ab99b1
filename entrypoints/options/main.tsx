import { signal } from '@preact/signals';
import { render } from 'preact';
import { Options } from '../../components/options/Options.tsx';
import '../../components/styles/options.css';
import type { Session } from '../../lib/contract/api.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

const defaultBackend = 'http://127.0.0.1:4620';
const backend = signal(defaultBackend);
const session = signal<Session | null>(null);
const queued = signal(0);
const busy = signal<'pair' | 'test' | null>(null);
const message = signal<{ kind: 'ok' | 'error'; text: string } | null>(null);

async function load(): Promise<void> {
  const who = await callBackground('session.get', {});
  backend.value = who.backend ?? defaultBackend;
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

const on = {
  pair: (address: string, code: string) =>
    void run('pair', async () => {
      const answer = await callBackground('session.pair', { backend: address, code });
      if (!answer.ok) return { kind: 'error', text: translate(`error_${answer.code}`) };
      await load();
      return { kind: 'ok', text: translate('optionsPaired', [answer.session.user.name, answer.session.tenant.name]) };
    }),
  test: (address: string) =>
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
};

function App() {
  return (
    <Options
      backend={backend.value}
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
