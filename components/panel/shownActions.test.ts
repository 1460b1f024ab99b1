import { expect, it } from 'vitest';
import { reactionKinds } from '../../lib/contract/action.ts';
import { confidences } from '../../lib/contract/identity.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { isAnswered, isLocked, openActionCount } from './shownActions.ts';

/** A customer with one prompt about money and two that are not. */
function withPrompts(confidence: (typeof confidences)[number], reactions: PanelState['reactions'] = []): PanelState {
  const actions = ['a', 'b', 'c'].map((key) => ({
    key,
    value: key === 'a' ? { amountMinor: 100, currency: 'EUR' } : null,
  }));
  return { context: { document: { actions }, resolution: { confidence } }, reactions } as unknown as PanelState;
}
const reacted = (actionKey: string, kind: (typeof reactionKinds)[number]) => ({ actionKey, kind, queued: false });

it('money waits until the link is better than a guess', () => {
  expect(confidences.filter((c) => !isLocked(c))).toEqual(['verified', 'matched']);
  expect(confidences.map((c) => openActionCount(withPrompts(c)))).toEqual([3, 3, 2, 2, 2]);
});

it('what was seen or taken on is still open; every other reaction is an answer', () => {
  expect(reactionKinds.filter((kind) => !isAnswered(reacted('a', kind)))).toEqual(['shown', 'accepted']);
  expect(openActionCount(withPrompts('verified', [reacted('a', 'done'), reacted('b', 'shown')]))).toBe(2);
  expect(openActionCount(withPrompts('verified', [reacted('other', 'done')]))).toBe(3);
});

it('without a customer nothing is open', () => {
  expect(openActionCount({ context: null, reactions: [] } as unknown as PanelState)).toBe(0);
});
