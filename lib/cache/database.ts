import type { EntityTable } from 'dexie';
import { Dexie } from 'dexie/dist/modern/dexie.mjs';
import type { DriftReport, LookRequest, PinRequest, ReactionRequest, Session, Watchlist } from '../contract/api.ts';
import type { ContextDocument } from '../contract/context.ts';
import type { DockSettings, Place } from '../contract/dock.ts';
import type { Resolution } from '../contract/identity.ts';
import type { RecentEntry } from '../contract/rpc.ts';

/** The document of one account, as one person may see it. `scope` is backend, tenant and user: rows are never shared between them. */
export type DocumentRow = { key: string; scope: string; accountId: string; document: ContextDocument; usedAt: number };
/** What a record led to: its account, how we know, and the ETag of the answer. */
export type AliasRow = {
  key: string;
  scope: string;
  accountId: string | null;
  resolution: Resolution;
  etag: string;
  confirmedAt: number;
  usedAt: number;
};

export type WriteBody =
  | { kind: 'reaction'; body: ReactionRequest }
  | { kind: 'pin'; body: PinRequest }
  | { kind: 'look'; body: LookRequest };
/** A write of the person: queued until the server has accepted it, kept for a while so that the panel remembers it, or refused for good. */
export type WriteRow = WriteBody & {
  seq?: number;
  key: string;
  scope: string;
  accountId: string;
  at: number;
  state: 'queued' | 'sent' | 'refused';
  refusal?: string;
};

export type KeyValues = {
  /** `revoked`: the backend has rejected the token; what is cached stays hidden until the person pairs again. */
  pairing: { backend: string; token: string; session: Session; revoked?: boolean };
  watchlist: { scope: string; watchlist: Watchlist };
  /** How the person has arranged the dock, by host of the CRM; changed last, listed last. */
  docks: Record<string, DockSettings>;
  place: Place;
  /** Newest first. */
  recents: { scope: string; entries: RecentEntry[] };
  /** What hints came to and nobody was told yet, since a day (UTC). */
  drift: { day: string; reports: DriftReport[] };
};
export type KeyValueRow = { key: keyof KeyValues; value: KeyValues[keyof KeyValues] };

/** The extension's database. Only the background opens it: in a framed page the engine may refuse it or give another one. */
export class Database extends Dexie {
  declare documents: EntityTable<DocumentRow, 'key'>;
  declare aliases: EntityTable<AliasRow, 'key'>;
  declare writes: EntityTable<WriteRow, 'seq'>;
  declare values: EntityTable<KeyValueRow, 'key'>;

  constructor(name = 'alongside', options?: ConstructorParameters<typeof Dexie>[1]) {
    super(name, options);
    this.version(1).stores({
      documents: 'key, usedAt',
      aliases: 'key, usedAt',
      writes: '++seq, &key, state, [scope+accountId]',
      values: 'key',
    });
  }

  /** Forgets everything: contexts, writes, the token, every setting. */
  async purge(): Promise<void> {
    await this.transaction('rw', this.tables, () => Promise.all(this.tables.map((table) => table.clear())));
  }
}
