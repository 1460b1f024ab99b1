import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordUrl } from './registry.ts';

type Line = { url: string; expect: { object: string; id: string } | null; system: string; source: string };
const lines = readFileSync(new URL('../tests/fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

describe('record URLs of the three CRMs', () => {
  it('reads the corpus', () => expect(lines.length).toBeGreaterThan(150));

  it.each(lines.map((line) => [line.url, line] as const))('%s', (url, { expect: expected, system }) => {
    const found = parseRecordUrl(url);
    const record = found === 'keep' ? null : found;
    expect(record && { system: record.system, object: record.object, id: record.id }).toEqual(
      expected && { system, ...expected },
    );
  });

  it('answers for any text and any URL on a known host, without throwing', () => {
    const host = fc.constantFrom(
      'acme.lightning.force.com',
      'app.hubspot.com',
      'acme.zendesk.com',
      'na1.salesforce.com',
      'evil.example',
    );
    const path = fc.array(
      fc.oneof(
        fc.constantFrom(
          'lightning',
          'r',
          'one',
          'one.app',
          'agent',
          'tickets',
          'contacts',
          'record',
          '0-2',
          '%',
          '001',
        ),
        fc.string(),
        fc.stringMatching(/^[A-Za-z0-9]{15,18}$/),
      ),
    );
    fc.assert(
      fc.property(host, path, fc.string(), (h, parts, tail) => {
        const found = parseRecordUrl(`https://${h}/${parts.join('/')}#${tail}`);
        if (found === null || found === 'keep') return;
        expect(found.instance.length).toBeGreaterThan(0);
        expect(found.id).toMatch(/^[A-Za-z0-9]+$/);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseRecordUrl(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    'https://evillightning.force.com/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://acme.lightning.force.com.evil.example/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://acme.lightning.force.com:8443/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://user@acme.zendesk.com/agent/tickets/1',
    'http://acme.zendesk.com/agent/tickets/1',
    'https://acme.zendesk.com./agent/tickets/1',
  ])('refuses an address that only looks like a CRM: %s', (url) => expect(parseRecordUrl(url)).toBeNull());
});
