import type { Logger } from 'pino';
import type { TokenVerifier } from './auth/tokens.ts';
import type { ChangeFeed } from './changeFeed.ts';
import type { Config } from './config.ts';
import type { ContextCache } from './contextCache.ts';
import type { Store } from './store/openStore.ts';

/** What the routes work with; composed once in main.ts, replaced in tests. */
export type AppDeps = {
  store: Store;
  config: Pick<Config, 'tenant' | 'sources' | 'events' | 'publicUrl'>;
  tokens: TokenVerifier;
  feed: ChangeFeed;
  contexts: ContextCache;
  /** Host names this server answers for, lower case, without port. */
  hosts: ReadonlySet<string>;
  now: () => number;
  log: Logger;
  /** Called when a webhook has marked records, or a steward has decided: the next pull should be soon. */
  onMarked?: () => void;
};
