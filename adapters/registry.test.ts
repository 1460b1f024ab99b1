import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordRef, recordKey } from '../lib/contract/record.ts';
import { salesforceChecksum } from '../lib/contract/salesforceId.ts';
import { createHostileUrls } from '../tests/support/hostileUrls.ts';
import { detectPage, hintsFor, parseRecordUrl } from './registry.ts';

type Line = { url: string; expect: { object: string; id: string } | null; system: string; source: string };
const lines = readFileSync(new URL('../tests/fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
/** The domains that belong to each CRM, kept apart from the adapters on purpose. */
const domains: Record<RecordRef['system'], string> = {
  salesforce:
    'lightning.force.com lightning.force.mil lightning.crmforce.mil salesforce.com my.salesforce.mil sfcrmapps.cn sfcrmproducts.cn vf.force.com visual.force.com visualforce.com my.site.com cloudforce.com my-salesforce.com my-lightning.com',
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
  it('reads the corpus', () => {
    expect(lines.length).toBeGreaterThan(800);
    expect(new Set(lines.map((line) => line.url)).size).toBe(lines.length);
  });

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
      'acme.my.site.com',
      'app.hubspot.com',
      'acme.zendesk.com',
      'na1.salesforce.com',
      'evil.example',
    );
    const path = fc.array(
      fc.oneof(
        fc.constantFrom(...'lightning r one one.app agent tickets contacts record s console 0-2 % 001'.split(' ')),
        fc.string(),
        fc.stringMatching(/^[A-Za-z0-9]{15,18}$/),
      ),
    );
    fc.assert(
      fc.property(host, path, fc.string(), (h, parts, tail) => {
        const { record, system } = detectPage(`https://${h}/${parts.join('/')}#${tail}`);
        expect(system === null).toBe(h === 'evil.example');
        if (record === null || record === 'keep') return;
        expect(record.instance.length).toBeGreaterThan(0);
        expect(record.id).toMatch(/^[A-Za-z0-9]+$/);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        detectPage(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([1, Math.floor(Date.now() / 86_400_000)])('is right about damaged and arbitrary URLs, seed %i', (seed) => {
    const next = createHostileUrls(seed);
    const wrong: unknown[] = [];
    const count = { records: 0, parents: 0 };
    for (let i = 0; i < 20_000; i++) {
      const url = next();
      const found = detectPage(url);
      const { record, parent, rule, system, pack, isSignIn } = found;
      const isRecord = record !== null && record !== 'keep';
      if (isRecord) count.records++;
      if (parent) count.parents++;
      const isWhole =
        isDeepStrictEqual(detectPage(url), found) &&
        (!isRecord || (isRight(record, new URL(url)) && record.system === system && !isSignIn)) &&
        (!parent || (isRight(parent, new URL(url)) && isRecord && recordKey(parent) !== recordKey(record))) &&
        (rule === null ? record === null && !isSignIn : system !== null) &&
        (system === null) === (pack === null);
      if (!isWhole) wrong.push({ url, found });
    }
    expect(wrong).toEqual([]);
    expect(count.records).toBeGreaterThan(1_000);
    expect(count.parents).toBeGreaterThan(10);
  });

  it.each([
    'https://acme.zendesk.com/agent/constructor/5',
    'https://acme.zendesk.com/agent/__proto__/5',
    'https://app.hubspot.com/contacts/12345678/record/toString/5',
    'https://app.hubspot.com/contacts/12345678/record/0-toString/5',
    `https://app.hubspot.com/contacts/12345678/record/2-${'1'.repeat(21)}/5`,
    `https://${'a'.repeat(64)}.zendesk.com/agent/tickets/5`,
    `https://${'a--'.repeat(30)}a.lightning.force.com/lightning/r/Account/0014v00000W4IRLAA3/view`,
    `https://acme.zendesk.com/agent/tickets/5?${'a'.repeat(8192)}`,
  ])('finds no record where there is none: %s', (url) => expect(parseRecordUrl(url)).toBeNull());
});

describe('what else an address says', () => {
  const account = '/lightning/r/Account/0014v00000W4IRLAA3/view';

  it.each([
    [`https://acme.lightning.force.com${account}`, 'lightning.record'],
    [`https://acme.lightning.force.com/lightning/app/c__Service/r/0014v00000W4IRLAA3/view`, 'lightning.short'],
    ['https://acme.lightning.force.com/lightning/r/Report/00O4a00000nN4KWEA0/view', 'lightning.record'],
    ['https://acme.lightning.force.com/lightning/o/Account/list', 'lightning.list'],
    ['https://acme.lightning.force.com/lightning/setup/Users/home', 'lightning.setup'],
    ['https://acme.my.salesforce.com/', null],
    ['https://acme.my.salesforce.com/apex/Page?id=0014v00000W4IRLAA3', 'classic.page'],
    ['https://app-eu1.hubspot.com/calling/12345678/twilio', 'hubspot.call'],
    ['https://app.hubspot.com/contacts/12345678/objects/0-1/views/all/list', 'hubspot.page'],
    ['https://acme.zendesk.com/agent/#/tickets/5', 'zendesk.ticket'],
    ['https://acme.zendesk.com/agent/tickets/new/1', 'zendesk.draft'],
    ['https://evil.example/agent/tickets/5', null],
  ])('the rule of %s', (url, rule) => expect(detectPage(url).rule).toBe(rule));

  it('keeps the record before a call window', () => {
    expect(detectPage('https://app.hubspot.com/calling-cross-tab-embed/12345678/x')).toEqual({
      system: 'hubspot',
      pack: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      record: 'keep',
      rule: 'hubspot.call',
      parent: null,
      isSignIn: false,
    });
  });

  const contact = 'https://acme.lightning.force.com/lightning/r/Contact/0032I00000ZoGZhQAN/view';
  const encoded = encodeURIComponent(account);
  it.each([
    [`${contact}?ws=${encoded}`],
    [`${contact}?ws=${account}`],
    [`${contact}?ctabs=x&ws=${encoded}&activectab=2`],
    [`${contact}?ws=${encodeURIComponent(`${account}?c__x=1`)}`],
    [`${contact}?ws=${encodeURIComponent('/lightning/app/c__Service/r/0014v00000W4IRL/view')}`],
    [`https://acme.lightning.force.com/lightning/r/0032I00000ZoGZhQAN/related/Cases/view?ws=${encoded}`],
  ])('the workspace around a tab of a console: %s', (url) => {
    expect(detectPage(url).parent).toEqual({
      system: 'salesforce',
      instance: 'acme.lightning.force.com',
      object: 'Account',
      id: '0014v00000W4IRLAA3',
    });
    expect(detectPage(url).record).toMatchObject({ object: 'Contact' });
  });

  it.each([
    [contact],
    [`${contact}?ws=`],
    [`${contact}?ws=%E0%A4%A`],
    [`${contact}?ws=${encodeURIComponent(encoded)}`],
    [`${contact}?ws=${encodeURIComponent(`https://other.lightning.force.com${account}`)}`],
    [`${contact}?ws=${encodeURIComponent('//other.lightning.force.com/0014v00000W4IRLAA3')}`],
    [`${contact}?ws=${encodeURIComponent('/lightning/o/Account/list')}`],
    [`${contact}?ws=${encodeURIComponent('/lightning/r/User/0056f00000FC2s5AAD/view')}`],
    [`${contact}?ws=${encodeURIComponent('/lightning/r/Contact/0032I00000ZoGZh/view')}`],
    [`https://acme.lightning.force.com/lightning/o/Case/list?ws=${encoded}`],
    [`https://acme.lightning.force.com/lightning/r/User/0056f00000FC2s5AAD/view?ws=${encoded}`],
    [`https://acme.lightning.force.com/lightning/action/quick/Contact.X?recordId=0032I00000ZoGZhQAN&ws=${encoded}`],
    [`https://acme.zendesk.com/agent/tickets/5?ws=${encoded}`],
  ])('nothing around it: %s', (url) => expect(detectPage(url).parent).toBeNull());

  it.each([
    ['https://acme.my.salesforce.com/?ec=302&startURL=%2Flightning%2Fpage%2Fhome'],
    ['https://acme.my.salesforce.com/login'],
    ['https://acme.my.salesforce.com/secur/logout.jsp'],
    ['https://acme.lightning.force.com/_ui/identity/verification/method/EmailVerificationUi/e'],
    ['https://acme.my.salesforce.com/_ui/system/security/ChangePassword'],
    ['https://acme.my.site.com/support/s/login/ForgotPassword'],
    ['https://app.hubspot.com/login?loginRedirectUrl=%2Fcontacts'],
    ['https://app-eu1.hubspot.com/login/beta'],
    ['https://app.hubspot.com/login-verify/x'],
    ['https://app.hubspot.com/logout'],
    ['https://app.hubspot.com/reset-password'],
    ['https://acme.zendesk.com/auth/v2/login/signin?return_to=x'],
    ['https://acme.zendesk.com/access/unauthenticated'],
    ['https://acme.zendesk.com/agent/signin'],
    ['https://acme.zendesk.com/agent/#/login'],
  ])('a person is to sign in: %s', (url) => expect(detectPage(url)).toMatchObject({ isSignIn: true, record: null }));

  it('a record is no page to sign in, and no foreign page is', () => {
    const signedIn = lines.filter(({ expect: expected }) => expected).filter(({ url }) => detectPage(url).isSignIn);
    expect(signedIn).toEqual([]);
    expect(detectPage('https://evil.example/login').isSignIn).toBe(false);
    expect(detectPage('https://app.hubspot.com/loginx').isSignIn).toBe(false);
  });

  it('gives the hints of a record, and of no other one', () => {
    const ticket = { system: 'zendesk', instance: 'acme.zendesk.com', object: 'ticket', id: '35436' } as const;
    expect(hintsFor(ticket)).toEqual([
      {
        id: 'zendesk.ticketName',
        kind: 'name',
        selector: '[data-test-id="header-tab"][data-entity-id="35436"] [data-test-id="header-tab-title"]',
      },
    ]);
    expect(hintsFor({ ...ticket, object: 'user' })).toEqual([]);
    const deal = { system: 'hubspot', instance: '12345678', object: 'deal', id: '5' } as const;
    expect(hintsFor(deal).map(({ id }) => id)).toEqual(['hubspot.recordName', 'hubspot.companyLink']);
    const custom = { system: 'salesforce', instance: 'acme.lightning.force.com', object: '?', id: 'a' } as const;
    expect(hintsFor(custom).map(({ id }) => id)).toEqual(['salesforce.recordName']);
  });
});
