import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseRecordUrl } from '../../adapters/registry.ts';

/**
 * Reads URLs, one a line, and writes a line of JSON for each: the record that the extension would recognise, as
 * `{"system","object","id"}`, or `null`. A helper window of the record before it, such as a call, names none itself. Ends with the
 * input, or quietly when nobody reads the output any more.
 */
export async function detect(input: Readable, output: Writable): Promise<void> {
  let isRead = true;
  output.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isRead = false;
    input.destroy();
  });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const found = parseRecordUrl(line.trim());
    const record = found === null || found === 'keep' ? null : pick(found);
    if (isRead && !output.write(`${JSON.stringify(record)}\n`)) await once(output, 'drain').catch(() => undefined);
    if (!isRead) return;
  }
}

const pick = ({ system, object, id }: { system: string; object: string; id: string }) => ({ system, object, id });
