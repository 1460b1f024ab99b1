import { describe, expect, it } from 'vitest';
import type { PanelState } from '../contract/panel.ts';
import { createShownStates } from './shownStates.ts';

const href = 'https://desk.example/agent/tickets/1';

/** A state of which only what matters here is there. */
function state(changes: Partial<PanelState> = {}): PanelState {
  const context = { document: { accountId: 'a1' } };
  const detection = { rule: 'ticket', hints: [{ id: 'heading', found: true }] };
  const base = {
    generation: 1,
    phase: 'ready',
    context,
    revalidating: true,
    problem: null,
    networkMs: 40,
    by: 'record',
  };
  return { ...base, detection, ...changes } as unknown as PanelState;
}

describe('what the panel has been shown', () => {
  it('comes back under the new generation, and neither the server nor the page is said to have been asked', () => {
    const states = createShownStates();
    states.keep(href, state());
    const detection = { ...state().detection, hints: [] };
    expect(states.recall(href, 7)).toEqual({
      ...state(),
      generation: 7,
      revalidating: false,
      networkMs: null,
      detection,
    });
    expect(states.recall(`${href}#other`, 7)).toBeNull();
  });

  it.each([
    ['no record', state({ phase: 'noRecord', context: null })],
    ['loading', state({ phase: 'loading', context: null })],
    ['nobody found', state({ context: { ...state().context, document: null } as unknown as PanelState['context'] })],
    ['a choice, which holds for one visit', state({ by: 'person' })],
  ])('is void once the address means %s', (_what, next) => {
    const states = createShownStates();
    states.keep(href, state());
    states.keep(href, next);
    expect(states.recall(href, 2)).toBeNull();
  });

  it.each(['notPaired', 'invalidToken', 'forbidden', 'unknownRecord', 'clientTooOld'] as const)(
    'is all void after %s, for whatever address',
    (problem) => {
      const states = createShownStates();
      states.keep(href, state());
      states.keep('https://desk.example/agent/tickets/2', state({ phase: 'problem', problem, context: null }));
      expect(states.recall(href, 2)).toBeNull();
    },
  );

  it('outlives the network', () => {
    const states = createShownStates();
    states.keep(href, state());
    states.keep('https://desk.example/agent/tickets/2', state({ phase: 'problem', problem: 'offline', context: null }));
    expect(states.recall(href, 2)).not.toBeNull();
  });

  it('is forgotten when told so, and the oldest first when there is much', () => {
    const states = createShownStates();
    for (let n = 0; n <= 50; n++) states.keep(`${href}${n}`, state());
    expect(states.recall(`${href}0`, 2)).toBeNull();
    expect(states.recall(`${href}50`, 2)).not.toBeNull();
    states.forget();
    expect(states.recall(`${href}50`, 2)).toBeNull();
  });
});
