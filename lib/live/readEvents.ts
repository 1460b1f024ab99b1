/** One message of an event stream. Empty where the stream says nothing. */
export type StreamEvent = { event: string; data: string; id: string };

/**
 * Reads an event stream as it arrives, in pieces of any size (https://html.spec.whatwg.org/multipage/server-sent-events.html), as far as
 * the backend makes use of it: comments, unknown fields and messages without data are passed over, the time to retry is our own.
 * @returns what to feed with each piece of text.
 */
export function readEvents(use: (event: StreamEvent) => void): (text: string) => void {
  let rest = '';
  let next: StreamEvent = { event: '', data: '', id: '' };
  return (text) => {
    // A line may end in \r\n, and the piece between the two.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, field = '', value = ''] = /^(event|data|id)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'data') next.data += `${value}\n`;
      else if (field) next[field as 'event' | 'id'] = value;
      else if (line === '') {
        if (next.data) use({ ...next, data: next.data.slice(0, -1) });
        next = { event: '', data: '', id: '' };
      }
    }
  };
}
