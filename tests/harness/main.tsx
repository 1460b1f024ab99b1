import { signal } from '@preact/signals';
import { render } from 'preact';
import { Options } from '../../components/options/Options.tsx';
import { Panel } from '../../components/panel/Panel.tsx';
import { Popup } from '../../components/popup/Popup.tsx';
import { PanelState } from '../../lib/contract/panel.ts';
import ar from '../../public/_locales/ar/messages.json';
import de from '../../public/_locales/de/messages.json';
import en from '../../public/_locales/en/messages.json';
import { nowMs } from './states/northwind.ts';
import { screens } from './states/screens.ts';
import { translateFrom } from './translateFrom.ts';

/** What a spec sees of the page: what the screen called, what words it lacked, and a way to show another state in place. */
export type Harness = { calls: [name: string, ...args: unknown[]][]; missing: string[]; show(screen: string): void };

const styles = {
  panel: () => import('../../components/styles/panel.css'),
  popup: () => import('../../components/styles/popup.css'),
  options: () => import('../../components/styles/options.css'),
};
const query = new URLSearchParams(location.search);
const locale = query.get('lang') ?? 'en';
const name = signal(query.get('screen') ?? '');
const harness: Harness = {
  calls: [],
  missing: [],
  show: (screen) => {
    name.value = screen;
  },
};
Object.assign(globalThis, { harness });
const t = translateFrom({ ar, de, en }[locale] ?? en, (key) => harness.missing.push(key));

/** A callback object that writes down every call. The same object on every paint, as the entry points have it. */
const on = new Proxy({} as Record<string, (...args: unknown[]) => void>, {
  get(known, key: string) {
    known[key] ??= (...args) => void harness.calls.push([key, ...args]);
    return known[key];
  },
}) as never;

function Screen() {
  const screen = screens[name.value];
  if (!screen) return <List />;
  if (screen.kind === 'popup') return <Popup {...screen.props} now={nowMs} locale={locale} t={t} on={on} />;
  if (screen.kind === 'options') return <Options {...screen.props} t={t} on={on} />;
  // A fixture that the contract would refuse shows nothing that could happen.
  const state = screen.state && PanelState.parse(screen.state);
  return <Panel state={state} now={nowMs} locale={locale} t={t} on={on} />;
}

function List() {
  return (
    <ul>
      {Object.keys(screens).map((key) => (
        <li key={key}>
          <a href={`?screen=${key}`}>{key}</a> · <a href={`?screen=${key}&lang=de`}>de</a> ·{' '}
          <a href={`?screen=${key}&lang=ar`}>ar</a>
        </li>
      ))}
    </ul>
  );
}

document.documentElement.lang = locale;
document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
const first = screens[name.value];
if (first) await styles[first.kind]();
render(<Screen />, document.getElementById('app') as HTMLElement);
document.documentElement.dataset.ready = 'yes';
