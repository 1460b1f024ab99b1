import type { Store } from './store/openStore.ts';
import { type OutboxRow, readOutbox, readOutboxHead } from './store/outbox.ts';

const pollMs = 250;

/**
 * Follows the outbox and tells listeners, in order. The table is the truth, so changes of other processes (a sync on the command
 * line) are seen too; `catchUp` before a read makes sure that nothing stale is served on SQLite.
 */
export class ChangeFeed {
  readonly #store: Store;
  readonly #tenantId: string;
  readonly #listeners = new Set<(rows: readonly OutboxRow[]) => void>();
  #seq = 0;
  #seenVersion: number | null = null;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: Store, tenantId: string) {
    this.#store = store;
    this.#tenantId = tenantId;
  }

  get seq(): number {
    return this.#seq;
  }

  async start(): Promise<void> {
    this.#seq = await readOutboxHead(this.#store, this.#tenantId);
    this.#timer = setInterval(() => {
      // A database that does not answer now is asked again at the next tick.
      this.#poll().catch(() => undefined);
    }, pollMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** Listens until the returned function is called. */
  listen(listener: (rows: readonly OutboxRow[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** True when another connection has committed since the last poll; only then is waiting for `catchUp` needed. Cheap. */
  isBehind(): boolean {
    const version = this.#store.dataVersion();
    return version !== null && version !== this.#seenVersion;
  }

  /** Reads what is new in the outbox and tells the listeners. */
  catchUp(): Promise<void> {
    return this.#poll();
  }

  #poll(): Promise<void> {
    this.#running ??= this.#read().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #read(): Promise<void> {
    const version = this.#store.dataVersion();
    for (;;) {
      const rows = await readOutbox(this.#store, this.#tenantId, this.#seq);
      if (rows.length === 0) break;
      this.#seq = rows.at(-1)?.seq ?? this.#seq;
      for (const listener of this.#listeners) listener(rows);
    }
    this.#seenVersion = version;
  }
}
