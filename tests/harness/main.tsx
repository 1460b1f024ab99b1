import { signal } from '@preact/signals';
import { render } from 'preact';
import { Options } from '../../components/options/Options.tsx';
import { Panel } from '../../components/panel/Panel.tsx';
import { Popup } from '../../components/popup/Popup.tsx';
import { PanelState } from '../../lib/contract/panel.ts';
import { copyText } from '../../lib/panel/copyText.ts';
import { createExposure } from '../../lib/panel/exposure.ts';
import { guardActions, observeSight } from '../../lib/panel/exposureGuard.ts';
import ar from '../../public/_locales/ar/messages.json';
import de from '../../public/_locales/de/messages.json';
import en from '../../public/_locales/en/messages.json';
import { nowMs } from './states/northwind.ts';
import { lockedSettings, searchReply, settings } from './states/replies.ts';
import { screens } from './states/screens.ts';
import { translateFrom } from './translateFrom.ts';

/** What a spec sees of the page: what the screen called, what words it lacked, and a way to show another state in place. */
export type Harness = {
  calls: [name: string, ...args: unknown[]][];
  missing: string[];
  show(screen: string): void;
  /** Searches wait for `answer` from now on. */
  hold(): void;
  /** Answers a search that waits, and tells whether there was one. */
  answer(query: string): boolean;
};

const styles = {
  panel: () => import('../../components/styles/panel.css'),
  popup: () => import('../../components/styles/popup.css'),
  options: () => import('../../components/styles/options.css'),
};
const query = new URLSearchParams(location.search);
const locale = query.get('lang') ?? 'en';
const covered = signal(false);
const name = signal(query.get('screen') ?? '');
let isHolding = false;
const held = new Map<string, () => void>();
const harness: Harness = {
  calls: [],
  missing: [],
  show: (screen) => {
    name.value = screen;
  },
  hold: () => {
    isHolding = true;
  },
  answer(query) {
    held.get(query)?.();
    return held.delete(query);
  },
};
Object.assign(globalThis, { harness });
const t = translateFrom({ ar, de, en }[locale] ?? en, (key) => harness.missing.push(key));

const never = new Promise<never>(() => undefined);
/** What the background answers, where a screen asks for something. */
const answers: Record<string, (...args: never[]) => unknown> = {
  find: async (query: string) => {
    if (isHolding) await new Promise<void>((resolve) => held.set(query, resolve));
    return searchReply(query);
  },
  watchlist: async () => {
    const screen = screens[name.value];
    return (screen?.kind === 'panel' && screen.watched) || never;
  },
  settings: async () => (name.value === 'panel-locked' ? lockedSettings : settings),
  copy: copyText,
};

/** A callback object that writes down every call. The same object on every paint, as the entry points have it. */
const on = new Proxy({} as Record<string, (...args: unknown[]) => unknown>, {
  get(known, key: string) {
    const screen = screens[name.value];
    if (key === 'sidePanel' && screen?.kind === 'popup' && !screen.props.sidePanel) return null;
    known[key] ??= (...args) => {
      harness.calls.push([key, ...args]);
      return answers[key]?.(...(args as never[]));
    };
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
  const facts = { place: 'page', covered: covered.value, version: '0.1.0', agent: 'Harness', ...screen.facts } as const;
  return <Panel state={state} facts={facts} now={nowMs} locale={locale} t={t} on={on} />;
}

/** Watches whether the panel can be seen, as its entry point does. */
function watchExposure() {
  const exposure = createExposure({
    observe: observeSight(document.documentElement),
    now: () => performance.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    armed: (isArmed) => {
      document.documentElement.dataset.actions = isArmed ? 'on' : 'off';
    },
    covered: (isCovered) => {
      covered.value = isCovered;
    },
  });
  guardActions(globalThis, exposure.allows);
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
if (query.has('exposure')) watchExposure();
const first = screens[name.value];
if (first) await styles[first.kind]();
render(<Screen />, document.getElementById('app') as HTMLElement);
document.documentElement.dataset.ready = 'yes';
