import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RecordRef } from '../../lib/contract/record.ts';
import { diagnosticsReport } from './diagnosticsReport.ts';

const facts = { place: 'page', covered: false, version: '1.2.3', agent: 'Agent' } as const;
const record: RecordRef = {
  system: 'salesforce',
  instance: 'acme--uat.sandbox.lightning.force.com',
  object: 'Account',
  id: '001000000000001AAA',
};

function state(rest: Partial<PanelState> = {}): PanelState {
  return {
    generation: 7,
    record,
    phase: 'loading',
    context: null,
    confirmedAt: null,
    revalidating: false,
    problem: null,
    pinned: false,
    reactions: [],
    customers: [],
    by: 'record',
    detection: null,
    networkMs: null,
    dock: null,
    trouble: null,
    ...rest,
  };
}

const step = (object: string, name: string) => ({ system: 'zendesk', object, id: '4711', name, url: null }) as const;

/** A state that is full of one word wherever a source or a page has a say. */
function namedAll(word: string): PanelState {
  const evidence = [{ rule: 'emailDomain', value: word }];
  return state({
    record: { ...record, instance: `${word}.zendesk.com`, id: word },
    customers: [{ accountId: word, name: word, domain: word, evidence }],
    detection: {
      system: 'salesforce',
      rule: 'lightning.record',
      pack: '2026-11-21',
      ms: 0.05,
      parent: { ...record, instance: `${word}.example`, object: `${word}__c`, id: word },
      hints: [{ id: 'salesforce.recordName', found: true, text: word }],
    },
    context: {
      resolution: {
        confidence: 'matched',
        chain: [step('ticket', word), step(`${word}__c`, word)],
        evidence,
        candidates: [],
        others: [],
      },
      document: null,
    },
  });
}

describe('the report', () => {
  it('tells how a page was read', () => {
    const { detection } = namedAll('acme');
    const report = diagnosticsReport(state({ detection, networkMs: 312, trouble: 'removed' }), facts);
    expect(report.split('\n')).toEqual(
      expect.arrayContaining([
        'alongside: 1.2.3, contract 1',
        'rule: lightning.record',
        'pack: 2026-11-21',
        'record: salesforce Account 001… (18 characters) at *.sandbox.lightning.force.com',
        'hints: salesforce.recordName found',
        'parsed in: 0.05 ms',
        'answered in: 312 ms',
        'trouble: removed',
        'dock: page',
      ]),
    );
  });

  it('says of a portal and its records no more than how many digits they have', () => {
    const hubspot: RecordRef = { system: 'hubspot', instance: '24681012', object: 'company', id: '9001' };
    expect(diagnosticsReport(state({ record: hubspot }), facts)).toContain('hubspot company 4 digits at 8 digits');
  });

  it('names nobody and nothing: not by name, not by id, not by host, nor what was read from the page', () => {
    // A word that no fixed part of the report has.
    const word = fc.stringMatching(/^[q-z]{8,15}$/);
    fc.assert(
      fc.property(word, (name) => {
        expect(diagnosticsReport(namedAll(name), facts)).not.toContain(name);
      }),
    );
  });

  it('is made of nothing known, too', () => {
    const lines = diagnosticsReport(state({ record: null, phase: 'noRecord' }), facts).split('\n');
    expect(lines.filter((line) => /undefined|null|\[object|NaN/.test(line))).toEqual([]);
    expect(lines).toContain('record: -');
  });
});
