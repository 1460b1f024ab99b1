import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vendorDeps } from '../../../tests/support/vendorServer.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { sandboxConfig } from '../../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { takeAbsorbed } from './absorbed.ts';
import { hubspot } from './hubspot.ts';

const nowMs = Date.parse('2026-11-21T00:00:00Z');
const hour = 3_600_000;
const record = (id: string, merged: string | null = null, kind = 'deal'): RawRecord => ({
  source: 'hubspot',
  kind,
  id,
  modifiedAt: nowMs + Number(id),
  deleted: false,
  body: { id, properties: { hs_merged_object_ids: merged } },
});
const gone = (id: string, into: string) => ({
  ...record(id),
  modifiedAt: nowMs + Number(into),
  deleted: true,
  body: { id, mergedInto: into },
});

describe('records of HubSpot that another one has absorbed', () => {
  it('are deleted as of the survivor, also where the index still has them, and never the survivor itself', () => {
    const page = [record('3'), record('5', '1;3;5;x'), record('8')];
    expect(takeAbsorbed('deals', page)).toEqual([page[1], page[2], gone('1', '5'), gone('3', '5')]);
  });

  it('are left to the answer when they were asked for, and companies to identity', () => {
    const page = [record('5', '1;3')];
    expect(takeAbsorbed('tickets', page, new Set(['1', '5']))).toEqual([page[0], gone('3', '5')]);
    expect(takeAbsorbed('companies', page)).toEqual(page);
  });

  describe('in the sandbox', () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ port: 0, seed: 7, accounts: 20, nowMs });
    });
    afterEach(() => sandbox.close());
    const config = () => {
      const found = sandboxConfig(sandbox.url).sources.find((s) => s.source === 'hubspot');
      return found ?? expect.unreachable('there is a HubSpot');
    };
    const pull = async (stream: string, cursor: string | null) => {
      const records: RawRecord[] = [];
      let next: string | null = null;
      for await (const page of hubspot.pull(config(), stream, cursor, vendorDeps({ now: () => nowMs }))) {
        records.push(...page.records);
        next = page.next ?? next;
      }
      return { records, next };
    };

    it.each(['contacts', 'deals'])('are gone with the next changes of %s', async (stream) => {
      const { records, next } = await pull(stream, null);
      const [survivor = '', absorbed = ''] = records.map((r) => r.id);
      sandbox.vendors.hubspot.change(stream, survivor, { hs_merged_object_ids: absorbed }, nowMs + hour);
      sandbox.vendors.hubspot.remove(stream, absorbed, nowMs + hour);
      const changed = (await pull(stream, next)).records;
      expect(changed.find((r) => r.id === survivor)).toMatchObject({ deleted: false, modifiedAt: nowMs + hour });
      expect(changed.find((r) => r.id === absorbed)).toMatchObject({ deleted: true, modifiedAt: nowMs + hour });
    });

    it('are gone when a webhook names the survivor, and missing when it names them', async () => {
      const [survivor = '', absorbed = ''] = (await pull('deals', null)).records.map((r) => r.id);
      sandbox.vendors.hubspot.change('deals', survivor, { hs_merged_object_ids: absorbed }, nowMs + hour);
      sandbox.vendors.hubspot.remove('deals', absorbed, nowMs + hour);
      const fetch = async (ids: string[]) => {
        const { records, unreadable } = (await hubspot.webhooks?.refetch(config(), 'deals', ids, vendorDeps())) ?? {};
        return [records?.map((r) => [r.id, r.deleted]), unreadable];
      };
      const live = [survivor, false];
      expect(await fetch([survivor])).toEqual([[live, [absorbed, true]], 0]);
      expect(await fetch([survivor, absorbed])).toEqual([[live], 0]);
    });
  });
});
