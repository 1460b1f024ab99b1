import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Translate } from './translate.ts';

/** What every part needs to speak to the reader: the clock, the locale, the words. */
export type View = { now: number; locale: string; t: Translate };

export const ViewContext = createContext<View>({ now: 0, locale: 'en', t: (key) => key });

export function useView(): View {
  return useContext(ViewContext);
}
