import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listUrl, ticket, ticketUrl } from '../../tests/support/extension.ts';
import type { DockSettings } from '../contract/dock.ts';
import type { PageDetection } from './backgroundDeps.ts';
import type { TabState } from './tabStates.ts';
import { noPage, type Page, turnTo } from './turnTo.ts';

const dock: DockSettings = { open: true, mode: 'push', side: 'end', width: 380, railAt: 38 };
const found = (changes: Partial<PageDetection> = {}): PageDetection => ({
  system: 'zendesk',
  record: ticket(1),
  rule: 'ticket',
  pack: '2026-11-21',
  parent: null,
  isSignIn: false,
  ...changes,
});
const page = (generation: number, changes: Partial<Page> = {}): Page => ({
  generation,
  href: ticketUrl(1),
  incognito: false,
  slot: 0,
  ...changes,
});
const hints = [{ id: 'heading', found: true }];

describe('what a tab turns to', () => {
  it('is what the address says, with the dock as it was left and how it was read', () => {
    const { tab, known } = turnTo(null, page(5), found({ parent: ticket(9) }), dock, 0.2);
    expect({ tab, known }).toEqual({
      known: false,
      tab: {
        ...noPage,
        generation: 5,
        href: ticketUrl(1),
        record: ticket(1),
        detection: { system: 'zendesk', rule: 'ticket', pack: '2026-11-21', ms: 0.2, parent: ticket(9), hints: [] },
        dock,
        documentId: undefined,
      },
    });
  });

  it('keeps the record, and the one around it, in a helper window', () => {
    const before = turnTo(null, page(5), found({ parent: ticket(9) }), dock, 0).tab;
    const { tab } = turnTo(before, page(6, { href: listUrl }), found({ record: 'keep', rule: 'call' }), dock, 0);
    expect([tab.record, tab.detection.parent, tab.detection.rule]).toEqual([ticket(1), ticket(9), 'call']);
    expect(turnTo(null, page(6), found({ record: 'keep' }), dock, 0).tab.record).toBeNull();
  });

  it('forgets the choice and the hints with a new generation or another record, whatever they were', () => {
    const records = fc.constantFrom(null, ticket(1), ticket(2));
    const property = fc.property(records, records, fc.nat(3), (first, second, later) => {
      const before: TabState = { ...turnTo(null, page(5), found({ record: first }), dock, 0).tab, chosen: 'a2' };
      before.detection = { ...before.detection, hints };
      const { tab, known } = turnTo(before, page(5 + later), found({ record: second }), dock, 0);
      expect(known).toBe(later === 0 && first?.id === second?.id);
      expect([tab.chosen, tab.detection.hints]).toEqual(known ? ['a2', hints] : [null, []]);
    });
    fc.assert(property);
  });

  it('has no dock where there is none', () => {
    const before = turnTo(null, page(5), found(), dock, 0).tab;
    expect(turnTo(before, page(6), found(), null, 0).tab.dock).toBeNull();
  });
});
