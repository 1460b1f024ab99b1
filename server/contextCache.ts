import { gzipSync } from 'node:zlib';
import type { ContextQuery } from '../lib/contract/api.ts';
import type { Resolution } from '../lib/contract/identity.ts';
import type { ChangeFeed } from './changeFeed.ts';
import { redactEmails } from './domain/document/redactEmails.ts';
import { readDocument } from './store/documents.ts';
import { readLinkEtag } from './store/links.ts';
import type { Store } from './store/openStore.ts';
import { followRedirect } from './store/redirects.ts';
import type { Mask } from './store/schema.ts';

/** The same answer in one encoding: its bytes and the strong ETag that names just these, in quotes. */
export type Encoded = { etag: string; bytes: Buffer };
/** A ready answer of `GET /v1/context`: stored bytes, compressed once. */
export type ContextBody = { accountId: string | null; plain: Encoded; gzip: Encoded };
/** What is kept of one query: the answer for each mask that asked. */
type Kept = Partial<Record<Mask, ContextBody>>;

const maxBytes = 64 * 1024 * 1024;

const byAccountId: Resolution = {
  confidence: 'verified',
  chain: [],
  evidence: [{ rule: 'accountId', value: '' }],
  candidates: [],
  others: [],
};

/**
 * Least recently used answers, keyed by the address that asked, dropped when the change feed says their account or the links changed.
 * The key is the request's own string as it came, so that the hot path builds none.
 */
export class ContextCache {
  readonly #store: Store;
  readonly #tenantId: string;
  readonly #feed: ChangeFeed;
  readonly #kept = new Map<string, Kept>();
  readonly #keysOf = new Map<string, Set<string>>();
  #bytes = 0;
  /** Counts invalidations: an answer read before one must not be kept after it. */
  #epoch = 0;

  constructor(store: Store, tenantId: string, feed: ChangeFeed) {
    this.#store = store;
    this.#tenantId = tenantId;
    this.#feed = feed;
    feed.listen((rows) => {
      this.#epoch++;
      for (const row of rows) {
        if (row.kind === 'links') this.#clear();
        else for (const key of this.#keysOf.get(row.accountId) ?? []) this.#drop(key);
      }
    });
  }

  /** A kept answer that is certainly current, or undefined. Synchronous: this is the hot path. */
  peek(mask: Mask, key: string): ContextBody | undefined {
    if (this.#feed.isBehind()) return undefined;
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept[mask];
  }

  /** The answer for a record or account; null when it is unknown. */
  async get(mask: Mask, key: string, query: ContextQuery): Promise<ContextBody | null> {
    if (this.#feed.isBehind()) await this.#feed.catchUp();
    const kept = this.peek(mask, key);
    if (kept) return kept;
    const epoch = this.#epoch;
    const body = await this.#build(mask, query);
    if (body && epoch === this.#epoch) this.#keep(mask, key, body);
    return body;
  }

  async #build(mask: Mask, query: ContextQuery): Promise<ContextBody | null> {
    if ('account' in query) {
      const account = await followRedirect(this.#store, this.#tenantId, query.account);
      const document = await readDocument(this.#store, this.#tenantId, account, mask);
      return document && assemble(JSON.stringify(byAccountId), 'account', account, document);
    }
    const link = await readLinkEtag(this.#store, this.#tenantId, {
      source: query.system,
      kind: query.object,
      id: query.id,
    });
    if (!link) return null;
    const document = link.accountId ? await readDocument(this.#store, this.#tenantId, link.accountId, mask) : null;
    // A person is often named by an address, and a viewer sees none.
    return mask === 'restricted'
      ? assemble(JSON.stringify(redactEmails(JSON.parse(link.resolution))), `${link.etag}r`, link.accountId, document)
      : assemble(link.resolution, link.etag, link.accountId, document);
  }

  #keep(mask: Mask, key: string, body: ContextBody): void {
    const kept = this.#kept.get(key);
    // Two requests may have built the same answer at once.
    this.#bytes += size(body) - size(kept?.[mask]);
    this.#kept.set(key, { ...kept, [mask]: body });
    if (body.accountId) {
      const keys = this.#keysOf.get(body.accountId) ?? new Set();
      keys.add(key);
      this.#keysOf.set(body.accountId, keys);
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    for (const body of Object.values(this.#kept.get(key) ?? {})) {
      this.#bytes -= size(body);
      if (body.accountId) this.#keysOf.get(body.accountId)?.delete(key);
    }
    this.#kept.delete(key);
  }

  #clear(): void {
    this.#kept.clear();
    this.#keysOf.clear();
    this.#bytes = 0;
  }
}

function size(body: ContextBody | undefined): number {
  return body ? body.plain.bytes.length + body.gzip.bytes.length : 0;
}

function assemble(
  resolution: string,
  linkEtag: string,
  accountId: string | null,
  document: { etag: string; body: string } | null,
): ContextBody {
  const bytes = Buffer.from(`{"resolution":${resolution},"document":${document ? document.body : 'null'}}`);
  const etag = `${document?.etag ?? 'none'}.${linkEtag}`;
  return {
    accountId,
    plain: { etag: `"${etag}"`, bytes },
    gzip: { etag: `"${etag}.gz"`, bytes: gzipSync(bytes, { level: 6 }) },
  };
}
