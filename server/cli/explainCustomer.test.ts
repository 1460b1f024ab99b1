import { expect, it } from 'vitest';
import { testConfig } from '../../tests/support/app.ts';
import { readPublished } from '../../tests/support/publishing.ts';
import { account, customerOf, id, resolveAndPublish } from '../../tests/support/salesforceAccounts.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { type ExplainedCustomer, runExplain } from './explainCustomer.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const day = 86_400_000;
const crm = (fields: object): RawRecord => {
  const record = account(1, 2, nowMs - 3 * day);
  return { ...record, body: { ...(record.body as object), ...fields } };
};
const listed: RawRecord = {
  source: 'file',
  kind: 'company',
  id: '36',
  modifiedAt: nowMs - day,
  deleted: false,
  body: { name: 'Company One', salesforceId: id(1), tier: 'Basic' },
};

describeStores('alongside explain with one customer', (stores) => {
  const start = async (fields: object) => {
    const store = await stores.open();
    await resolveAndPublish(store, [crm(fields), account(2, null, nowMs), listed], nowMs);
    return store;
  };
  const explain = async (store: Store, text: string) => {
    const { found, text: shown } = await runExplain(store, testConfig, [text, undefined], nowMs);
    return { found: found as ExplainedCustomer, shown };
  };
  const crmRecord = `salesforce/Account/${id(1)}`;

  it('says of each field where it is from, when, why, and what others say', async () => {
    const store = await start({ BillingCountry: 'France', Owner: { Name: 'Rhea', Email: 'rhea@us.example' } });
    const { found, shown } = await explain(store, crmRecord);
    expect(found.accountId).toBe(await customerOf(store, 1));
    const of = (field: string) => found.fields.find((f) => f.field === field);
    const from = { record: crmRecord, observedAt: new Date(nowMs - 3 * day).toISOString() };
    expect(of('country')).toEqual({ field: 'country', value: 'France', rule: 'only', from, others: [], silent: [] });
    expect(of('tier')).toMatchObject({ value: 'Basic', rule: 'completeness', silent: [crmRecord] });
    expect(of('industry')).toMatchObject({ value: null, rule: null, from: null });
    const parent = { accountId: await customerOf(store, 2), name: 'Company Two' };
    expect(of('parent')).toMatchObject({ value: parent, rule: 'hierarchy', from });
    expect(shown).toContain(`Company One  ${found.accountId}\n`);
    expect(shown).toContain(
      `tier: Basic\n  from      file/company/36, changed 1 day ago\n  why       completeness: sources that are believed more say nothing\n  silent    ${crmRecord}\n`,
    );
    expect(shown).toContain('\nindustry: nobody says\n');
    expect(shown).toContain('\nowner: Rhea (rhea@us.example)\n');
    expect(shown).toContain(
      `\nparent: Company Two (${parent.accountId})\n  from      ${crmRecord}, changed 3 days ago\n`,
    );
  });

  it('says why others lost, and agrees with the document', async () => {
    const store = await start({ Name: 'Company One' });
    const other = { ...listed, body: { ...(listed.body as object), name: 'Company One Works' } };
    await resolveAndPublish(store, [other], nowMs + day);
    const { found, shown } = await explain(store, await customerOf(store, 1));
    expect(found.fields[0]).toMatchObject({
      rule: 'priority',
      others: [{ record: 'file/company/36', value: 'Company One Works', lost: 'priority' }],
    });
    expect(shown).toContain(
      '  not       Company One Works (file/company/36, changed 1 day ago): its source is believed less\n',
    );
    const document = (await readPublished(store)).find((d) => d.accountId === found.accountId);
    const told = found.fields.flatMap(({ field, rule, from }) => (from ? [[field, rule, from.record]] : []));
    const stored = (document?.provenance ?? []).flatMap(({ system, object, id: own, fields }) =>
      Object.entries(fields).map(([field, rule]) => [field, rule, `${system}/${object}/${own}`]),
    );
    expect(stored.sort()).toEqual(told.sort());
    expect(stored.length).toBe(3);
  });

  it('finds by a part of the name, explains two as before, and says what it cannot find', async () => {
    const store = await start({});
    expect((await explain(store, 'company one')).found.accountId).toBe(await customerOf(store, 1));
    const pair = await runExplain(store, testConfig, [crmRecord, await customerOf(store, 2)], nowMs);
    expect(pair.text).toContain('Two customers.');
    expect(pair.found).toMatchObject({ isOne: false });
    await expect(explain(store, 'company')).rejects.toThrow('Several customers match');
    await expect(explain(store, 'nobody')).rejects.toThrow('No customer matches');
  });
});
