import type { DockChange, Place } from '../../lib/contract/dock.ts';
import type { RpcReply } from '../../lib/contract/rpc.ts';
import type { Find } from '../search/useSearch.ts';
import type { React } from './Actions.tsx';

/** What a person can do in the panel, and what the panel reports. */
export type PanelCallbacks = {
  refresh(): void;
  react: React;
  pin(pinned: boolean, reason?: string): void;
  /** Shows another customer; null: back to what the page says. */
  choose(accountId: string | null): void;
  find: Find;
  watchlist(): Promise<RpcReply<'watchlist.get'>>;
  settings(): Promise<RpcReply<'settings.get'>>;
  /** Moves the dock, or closes it. */
  arrange(change: DockChange): void;
  /** Moves the panel between the page and the browser's own side panel. */
  place(place: Place): void;
  /** The person goes back to where they were in the page. */
  leave(): void;
  /** Puts a text on the clipboard. Resolves with whether it is there. */
  copy(text: string): Promise<boolean>;
  openOptions(): void;
  /** A state of this generation is on screen. */
  painted(generation: number): void;
};
