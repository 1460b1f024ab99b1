import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordRef } from '../lib/contract/record.ts';
import { salesforceChecksum } from '../lib/contract/salesforceId.ts';
import { createHostileUrls } from '../tests/support/hostileUrls.ts';
import { parseRecordUrl } from './registry.ts';

type Line = { url: string; expect: { object: string; id: string } | null; system: string; source: string };
const lines = readFileSync(new URL('../tests/fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
/** The domains that belong to each CRM, kept apart from the adapters on purpose. */
const domains: Record<RecordRef['system'], string> = {
  salesforce:
    'lightning.force.com lightning.force.mil lightning.crmforce.mil salesforce.com my.salesforce.mil sfcrmapps.cn sfcrmproducts.cn vf.force.com visual.force.com visualforce.com my.site.com',
  hubspot: 'hubspot.com',
  zendesk: 'zendesk.com',
};

/** Whether a reference keeps the contract, its id is canonical, and the host of its page is one of that CRM and not merely ends like one. */
function isRight(ref: RecordRef, { protocol, host }: URL): boolean {
  const isHost = domains[ref.system].split(' ').some((domain) => `.${host}`.endsWith(`.${domain}`));
  const isInstance = ref.system === 'hubspot' ? /^\d+$/.test(ref.instance) : ref.instance === host;
  const isId =
    ref.system === 'salesforce'
      ? ref.id.length === 18 && ref.id.endsWith(salesforceChecksum(ref.id.slice(0, 15)))
      : /^\d+$/.test(ref.id);
  return protocol === 'https:' && isHost && isInstance && isId && RecordRef.safeParse(ref).success;
}

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

  it.each([1, Math.floor(Date.now() / 86_400_000)])('is right about damaged and arbitrary URLs, seed %i', (seed) => {
    const next = createHostileUrls(seed);
    const wrong: unknown[] = [];
    let records = 0;
    for (let i = 0; i < 20_000; i++) {
      const url = next();
      const found = parseRecordUrl(url);
      const isSame = isDeepStrictEqual(parseRecordUrl(url), found);
      const isRecord = found !== null && found !== 'keep';
      if (isRecord) records++;
      if (!isSame || (isRecord && !isRight(found, new URL(url)))) wrong.push({ url, found, isSame });
    }
    expect(wrong).toEqual([]);
    expect(records).toBeGreaterThan(1_000);
  });

  it.each([
    'https://acme.zendesk.com/agent/constructor/5',
    'https://acme.zendesk.com/agent/__proto__/5',
    'https://app.hubspot.com/contacts/12345678/record/toString/5',
    `https://app.hubspot.com/contacts/12345678/record/2-${'1'.repeat(21)}/5`,
    `https://${'a'.repeat(64)}.zendesk.com/agent/tickets/5`,
    `https://${'a--'.repeat(30)}a.lightning.force.com/lightning/r/Account/0014v00000W4IRLAA3/view`,
  ])('finds no record where there is none: %s', (url) => expect(parseRecordUrl(url)).toBeNull());

  it.each([
    'https://evillightning.force.com/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://acme.lightning.force.com.evil.example/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://acme.lightning.force.com:8443/lightning/r/Account/0014v00000W4IRLAA3/view',
    'https://user@acme.zendesk.com/agent/tickets/1',
    'http://acme.zendesk.com/agent/tickets/1',
    'https://acme.zendesk.com./agent/tickets/1',
  ])('refuses an address that only looks like a CRM: %s', (url) => expect(parseRecordUrl(url)).toBeNull());
});
