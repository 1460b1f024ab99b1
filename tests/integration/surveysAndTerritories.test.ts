import { expect, it } from 'vitest';
import type { PulledSource } from '../../server/domain/model.ts';
import { surveyAnswers } from '../../server/sandbox/world/feedback.ts';
import { territoriesOf } from '../../server/sandbox/world/territories.ts';
import type { Customer } from '../../server/sandbox/world/types.ts';
import { readPublished } from '../support/publishing.ts';
import { day, hour, nowMs, startSandboxed } from '../support/sandboxed.ts';
import { describeStores } from '../support/stores.ts';

describeStores('from the vendors to the published document', (stores) => {
  async function start(source: PulledSource) {
    const on = await startSandboxed(stores, { only: [source], accounts: 60 });
    const documentOf = async (system: PulledSource, id: string | undefined) => {
      const found = (await readPublished(on.store)).find((d) =>
        d.links.some((l) => l.system === system && l.id === id),
      );
      return found ?? expect.unreachable(`no document of ${id}`);
    };
    const csat = async (c: Customer) => {
      const { sections } = await documentOf('hubspot', c.hubspot[0]?.id);
      const found = sections.support.data?.metrics?.find((m) => m.id === 'csat');
      return { good: Math.round(((found?.value ?? 0) * (found?.n ?? 0)) / 100), n: found?.n ?? 0 };
    };
    const territories = async (c: Customer) => {
      const { header } = await documentOf('salesforce', c.salesforce[0]?.id);
      return header.territories?.map(({ name }) => name);
    };
    return { ...on, csat, territories };
  }
  const feedbackId = (n: number) => String(17_400_000_000 + (9_000_000 + n) * 6151);

  it('answers to surveys are ratings: changed, archived and drifted', {
    timeout: 120_000,
  }, async () => {
    const { store, sandbox, sync, csat, drift } = await start('hubspot');
    const { customers } = sandbox.world;
    await sync(nowMs + hour);
    /** By the sandbox's own scale, where 2 is happy. */
    const expected = (c: Customer) => {
      const rated = surveyAnswers(c).filter((a) => a.survey === 'CSAT' && a.answeredAt > nowMs + hour - 90 * day);
      return { good: rated.filter((a) => a.value === 2).length, n: rated.length };
    };
    const asked = customers.filter((c) => c.hubspot.length === 1 && expected(c).n > 0);
    expect(asked.length).toBeGreaterThan(15);
    for (const c of asked) expect([c.name, await csat(c)]).toEqual([c.name, expected(c)]);
    // What people wrote, and their addresses in the name of an answer, are not even stored.
    const answers = await store.db
      .selectFrom('source_record')
      .select('body')
      .where('kind', '=', 'feedback_submission')
      .execute();
    expect(answers.length).toBeGreaterThan(asked.length);
    expect(answers.filter(({ body }) => /Call me back|@/.test(body))).toEqual([]);

    const customer = asked.find((c) => expected(c).n >= 3 && surveyAnswers(c)[0]?.value === 2);
    if (!customer) return expect.unreachable('somebody is asked three times');
    const before = expected(customer);
    const [first] = surveyAnswers(customer);
    const id = feedbackId(first?.n ?? 0);
    const change = (fields: Record<string, string | null>, at: number) =>
      expect(sandbox.vendors.hubspot.change('feedback_submissions', id, fields, at)).toBe(true);
    change({ hs_value: '0', hs_response_group: 'DETRACTOR' }, nowMs + 1.5 * hour);
    await sync(nowMs + 2 * hour);
    expect(await csat(customer)).toEqual({ good: before.good - 1, n: before.n });

    // The group is gone from every answer: what was known stays, and the status says so.
    const fault = {
      vendor: 'hubspot',
      match: 'feedback_submissions',
      field: 'hs_response_group',
      times: null,
    } as const;
    sandbox.faults.add({ ...fault, what: 'missing' });
    change({ hs_value: '2' }, nowMs + 2.5 * hour);
    await sync(nowMs + 3 * hour);
    expect(await drift('hubspot', nowMs + 3 * hour)).toEqual([
      ['feedback_submissions', 'properties.hs_response_group', 'missing'],
    ]);
    expect(await csat(customer)).toEqual({ good: before.good - 1, n: before.n });
    sandbox.faults.clear();

    // A search does not find what was archived; the weekly full pass does.
    sandbox.vendors.hubspot.remove('feedback_submissions', id, nowMs + 3.5 * hour);
    await sync(nowMs + 8 * day);
    expect((await csat(customer))?.n).toBe(
      surveyAnswers(customer).filter((a) => a.survey === 'CSAT' && a.n !== first?.n && a.answeredAt > nowMs - 82 * day)
        .length,
    );
  });

  it('territories stand beside the owner: reassigned, deleted, drifted and renamed', {
    timeout: 120_000,
  }, async () => {
    const { store, sandbox, sync, territories, drift } = await start('salesforce');
    const active = (c: Customer) => territoriesOf(c).flatMap((t) => (t.state === 'Active' ? [t.name] : []));
    const known = sandbox.world.customers.filter((c) => c.salesforce.length === 1);
    await sync(nowMs + hour);
    for (const c of known) expect([c.name, (await territories(c)) ?? []]).toEqual([c.name, active(c)]);
    expect(known.some((c) => territoriesOf(c).length > 1)).toBe(true);
    expect(known.some((c) => territoriesOf(c).length === 0)).toBe(true);

    const kind = 'ObjectTerritory2Association';
    const rows = await store.db.selectFrom('source_record').selectAll().where('kind', '=', kind).execute();
    const row = (c: Customer | undefined) => rows.find((r) => r.body.includes(c?.salesforce[0]?.id ?? '-'));
    const of = (c: Customer) => row(c)?.id ?? '';
    const [moved, left, renamed] = known.filter((c) => territoriesOf(c).length === 1);
    if (!moved || !left || !renamed) return expect.unreachable('three customers in a territory are needed');
    const vendor = sandbox.vendors.salesforce;
    const named = (Name: string) => ({ Territory2: { Name, Territory2Model: { State: 'Active' } } });
    expect(vendor.change(kind, of(moved), named('Named accounts'), nowMs + 1.5 * hour)).toBe(true);
    expect(vendor.remove(kind, of(left), nowMs + 1.5 * hour)).toBe(true);
    // A new name of the territory itself leaves the stamp of the assignment as it was.
    expect(vendor.change(kind, of(renamed), named('Renamed'), Number(row(renamed)?.modified_at))).toBe(true);
    await sync(nowMs + 2 * hour);
    expect(await territories(moved)).toEqual(['Named accounts']);
    expect(await territories(left)).toBeUndefined();
    expect(await territories(renamed)).toEqual(active(renamed));

    // Deleted assignments can be queried for twelve hours, so after a longer gap all are read.
    await sync(nowMs + 20 * hour);
    expect(await territories(renamed)).toEqual(['Renamed']);

    sandbox.faults.add({ vendor: 'salesforce', match: kind, what: 'retyped', field: 'Territory2', times: null });
    vendor.change(kind, of(moved), {}, nowMs + 20.5 * hour);
    await sync(nowMs + 21 * hour);
    expect(await drift('salesforce', nowMs + 21 * hour)).toEqual([[kind, 'Territory2.Name', 'missing']]);
    expect(await territories(moved)).toEqual(['Named accounts']);
  });
});
