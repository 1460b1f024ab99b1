import { describe, expect, it } from 'vitest';
import { SourceError } from '../connectors/http.ts';
import { connectors } from '../connectors/registry.ts';
import { aboutStream } from './aboutStream.ts';

const streams = Object.values(connectors).flatMap(({ source, streams }) => streams.map((s) => [source, s] as const));

describe('a failure of a stream', () => {
  it.each(streams)('of %s names %s and what to grant', (source, stream) => {
    const error = aboutStream(new SourceError(source, 'forbidden', 'no'), stream);
    expect(error).toMatchObject({ kind: 'forbidden', source });
    const [what = '', toDo = ''] = (error as Error).message.split(/(?<=\.) /);
    expect(what).toBe(`${source} does not let this credential read ${stream}.`);
    expect(toDo).toMatch(/^(Give the (person|app|restricted key)|Take the API token) .{10,}\.$/);
  });

  it('names the stream and the word of a refusal, and stays one with that status', () => {
    const error = new SourceError('salesforce', 'refused', 'no', 400, 'INVALID_FIELD');
    expect(aboutStream(error, 'Opportunity')).toMatchObject({
      kind: 'refused',
      status: 400,
      message: expect.stringMatching(
        /^salesforce refused a request for Opportunity with status 400 \(INVALID_FIELD\)\. If /,
      ),
    });
  });

  it.each([
    new SourceError('stripe', 'unavailable', 'stripe answered with status 503.'),
    new SourceError('stripe', 'refused', 'stripe sent more than 64 MB in one page.'),
    new TypeError('own fault'),
  ])('stays as it is when it is not about what may be read: %s', (error) => {
    expect(aboutStream(error, 'invoices')).toBe(error);
  });
});
