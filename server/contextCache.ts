import { gzipSync } from 'node:zlib';
import type { ContextQuery } from '../lib/contract/api.ts';
import type { Resolution } from '../lib/contract/identity.ts';
import type { ChangeFeed } from './changeFeed.ts';
import { redactEmails } from './domain/document/redactEmails.ts';
import { readDocument } from './store/documents.ts';
import { readLinkEtag } from './store/links.ts';
import type { Store } from './store/openStore.ts';
import type { Mask } from './store/schema.ts';

/** A ready answer of `GET /v1/context`: stored bytes, compressed once, with its strong ETag (without quotes). */
export type ContextBody = { etag: string; accountId: string | null; plain: Buffer; gzip: Buffer };

const maxBytes = 64 * 1024 * 1024;

const byAccountId: Resolution = {
  confidence: 'verified',
  chain: [],
  evidence: [{ rule: 'accountId', value: '' }],
  candidates: [],
};

/** Least recently used answers, keyed by mask and record, dropped when the change feed says their account or the links changed. */
export class ContextCache {
  readonly #store: Store;
  readonly #tenantId: string;
  readonly #feed: ChangeFeed;
  readonly #bodies = new Map<string, ContextBody>();
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
    const full = `${mask}\n${key}`;
    const body = this.#bodies.get(full);
    if (body) {
      this.#bodies.delete(full);
      this.#bodies.set(full, body);
    }
    return body;
  }

  /** The answer for a record or account; null when it is unknown. */
  async get(mask: Mask, key: string, query: ContextQuery): Promise<ContextBody | null> {
    if (this.#feed.isBehind()) await this.#feed.catchUp();
    const kept = this.peek(mask, key);
    if (kept) return kept;
    const epoch = this.#epoch;
    const body = await this.#build(mask, query);
    if (body && epoch === this.#epoch) this.#keep(`${mask}\n${key}`, body);
    return body;
  }

  async #build(mask: Mask, query: ContextQuery): Promise<ContextBody | null> {
    if ('account' in query) {
      const document = await readDocument(this.#store, this.#tenantId, query.account, mask);
      return document && assemble(JSON.stringify(byAccountId), 'account', query.account, document);
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

  #keep(key: string, body: ContextBody): void {
    this.#bodies.set(key, body);
    this.#bytes += size(body);
    if (body.accountId) {
      const keys = this.#keysOf.get(body.accountId) ?? new Set();
      keys.add(key);
      this.#keysOf.set(body.accountId, keys);
    }
    for (const oldest of this.#bodies.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const body = this.#bodies.get(key);
    if (!body) return;
    this.#bodies.delete(key);
    this.#bytes -= size(body);
    if (body.accountId) this.#keysOf.get(body.accountId)?.delete(key);
  }

  #clear(): void {
    this.#bodies.clear();
    this.#keysOf.clear();
    this.#bytes = 0;
  }
}

function size(body: ContextBody): number {
  return body.plain.length + body.gzip.length;
}

function assemble(
  resolution: string,
  linkEtag: string,
  accountId: string | null,
  document: { etag: string; body: string } | null,
): ContextBody {
  const plain = Buffer.from(`{"resolution":${resolution},"document":${document ? document.body : 'null'}}`);
  return { etag: `${document?.etag ?? 'none'}.${linkEtag}`, accountId, plain, gzip: gzipSync(plain, { level: 6 }) };
}
