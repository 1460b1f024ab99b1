import type { React } from './Actions.tsx';

/** What a person can do in the panel, and what the panel reports. */
export type PanelCallbacks = {
  refresh(): void;
  react: React;
  pin(pinned: boolean, reason?: string): void;
  choose(accountId: string): void;
  openOptions(): void;
  /** A state of this generation is on screen. */
  painted(generation: number): void;
};
