/**
 * The few extension calls that the content script makes, straight from the engine: the polyfill would cost more time on every CRM
 * page than all of our own code there.
 */
type Runtime = {
  id?: string;
  getURL(path: string): string;
  sendMessage(message: unknown): Promise<unknown>;
  onMessage: {
    addListener(listener: (message: unknown) => void): void;
    removeListener(listener: (message: unknown) => void): void;
  };
};
type ContentApi = { runtime: Runtime; i18n: { getMessage(key: string): string } };

const engine = globalThis as unknown as { browser?: ContentApi; chrome?: ContentApi };

/** The engine's API. `runtime.id` is gone once the extension was updated or removed under the page. */
export const contentApi: ContentApi = (engine.browser?.runtime ? engine.browser : engine.chrome) as ContentApi;
