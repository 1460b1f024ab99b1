import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

const maxBytes = 4096;

/** Reads one secret from standard input: at a terminal it asks, and shows nothing of what is typed. Without the line's end. */
export async function readHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    let text = '';
    for await (const chunk of process.stdin) {
      text += chunk;
      if (text.length > maxBytes) break;
    }
    return text.trim();
  }
  process.stderr.write(`${question}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
