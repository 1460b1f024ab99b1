import { browser } from './browser.ts';

/** The browser's own catalogue; a missing key shows itself rather than nothing. */
export function translate(key: string, substitutions: readonly (string | number)[] = []): string {
  return browser.i18n.getMessage(key, substitutions.map(String)) || key;
}

/** Tells the document which language it is in and which way it runs. */
export function setDocumentLocale(): void {
  document.documentElement.lang = browser.i18n.getUILanguage();
  document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
}
