import type { FastifyInstance } from 'fastify';
import type { ChangedHint } from '../../lib/contract/api.ts';
import type { AppDeps } from '../appDeps.ts';
import { type OutboxRow, readOutbox, readOutboxHead } from '../store/outbox.ts';

const keepAliveMs = 20_000;

/**
 * `GET /v1/events`: hints that an account changed, as server-sent events. They carry no data; the reader asks again with its ETag.
 * `Last-Event-ID` continues after that change. Links that moved are told as account `*`, and so is a number that was never given: a backup
 * was restored, and what the reader has may be of a time that is gone.
 */
export function eventsRoute(app: FastifyInstance, deps: AppDeps): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });

  app.get('/v1/events', { config: { role: 'viewer' } }, async (request, reply) => {
    const raw = reply.raw;
    const last = Number(request.headers['last-event-id']);
    const send = (seq: number, hint: ChangedHint) =>
      raw.write(`id: ${seq}\nevent: changed\ndata: ${JSON.stringify(hint)}\n\n`);

    reply.hijack();
    raw.writeHead(200, {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
    } as Record<string, string>);
    raw.write(': connected\n\n');

    // The listener is added before the missed changes are read, and `sent` drops what both deliver.
    let sent = Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id'] ? last : deps.feed.seq;
    const deliver = (rows: readonly OutboxRow[]) => {
      for (const row of rows) {
        if (row.seq <= sent) continue;
        sent = row.seq;
        send(row.seq, { accountId: row.kind === 'links' ? '*' : row.accountId, version: row.version });
      }
    };
    const waiting: OutboxRow[][] = [];
    let caughtUp = false;
    const stopListening = deps.feed.listen((rows) => (caughtUp ? deliver(rows) : waiting.push([...rows])));
    const beat = setInterval(() => raw.write(': still here\n\n'), keepAliveMs);
    const end = () => {
      clearInterval(beat);
      stopListening();
      open.delete(end);
      raw.end();
    };
    open.add(end);
    raw.on('close', end);

    // Only then: this process may know less than the reader, who has heard another one.
    if (sent > deps.feed.seq) {
      const head = await readOutboxHead(deps.store, deps.config.tenant.id);
      if (sent > head) {
        sent = head;
        send(head, { accountId: '*', version: 0 });
      }
    }
    for (;;) {
      const missed = await readOutbox(deps.store, deps.config.tenant.id, sent);
      if (missed.length === 0) break;
      deliver(missed);
    }
    caughtUp = true;
    for (const rows of waiting) deliver(rows);
  });
}
