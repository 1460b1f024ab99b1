import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, type StreamEvent } from './readEvents.ts';

/** What is read of a stream that arrives in these pieces. */
function read(...pieces: readonly string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const feed = readEvents((event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

describe('an event stream', () => {
  it('is read as the backend writes it', () => {
    expect(read('retry: 2000\n\n', ': here\n\n', 'id: 41\nevent: changed\ndata: {"accountId":"a1"}\n\n')).toEqual([
      { id: '41', event: 'changed', data: '{"accountId":"a1"}' },
    ]);
  });

  it.each<[string, string, StreamEvent[]]>([
    ['a message without its empty line', 'data: x\n', []],
    ['a message without data', 'event: changed\nid: 4\n\n', []],
    ['several lines of data', 'data: a\ndata: b\n\n', [{ id: '', event: '', data: 'a\nb' }]],
    ['one space after the colon, and no more', 'data:  a\ndata:b\n\n', [{ id: '', event: '', data: ' a\nb' }]],
    ['a field without a colon', 'data\nid\ndata: x\n\n', [{ id: '', event: '', data: '\nx' }]],
    ['fields of other names', 'database: x\nData: x\n data: x\ndata: y\n\n', [{ id: '', event: '', data: 'y' }]],
    ['line separators inside of data', 'data: a\u2028b\n\n', [{ id: '', event: '', data: 'a\u2028b' }]],
  ])('with %s', (_what, text, events) => expect(read(text)).toEqual(events));

  it('says the same in pieces of any size, with any line ends, and with comments between', () => {
    const line = fc.stringMatching(/^[a-z{}":, ]{1,12}$/);
    const event = fc.record({ id: line, event: line, data: fc.array(line, { minLength: 1, maxLength: 3 }) });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(event), ends, fc.array(fc.nat(9)), (events, end, sizes) => {
        const lines = events.flatMap(({ id, event, data }) => [
          ': comment',
          `id: ${id}`,
          `event: ${event}`,
          ...data.map((one) => `data: ${one}`),
          '',
        ]);
        // What follows tells that a last "\r" was the whole of a line end.
        const text = `${lines.map((one) => one + end).join('')}:`;
        const pieces: string[] = [];
        let at = 0;
        for (const size of [...sizes, text.length]) {
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(read(...pieces)).toEqual(events.map(({ data, ...one }) => ({ ...one, data: data.join('\n') })));
      }),
    );
  });
});
