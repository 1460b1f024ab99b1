import type { DockWords } from '../contract/rpc.ts';

/**
 * The words of the dock, from a catalogue. The background reads them: the first look into the catalogue stops a page for several
 * milliseconds, because the engine fetches it while the page waits.
 */
export function dockWords(getMessage: (key: string) => string): DockWords {
  return {
    panel: getMessage('panelTitle'),
    open: getMessage('launcherOpen'),
    close: getMessage('launcherClose'),
    silent: getMessage('shellSilent'),
    retry: getMessage('shellRetry'),
    resize: getMessage('dockResize'),
  };
}
