import type { NextAction } from '../../lib/contract/action.ts';
import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Confidence } from '../../lib/contract/identity.ts';
import type { PanelState } from '../../lib/contract/panel.ts';

/** Money is shown only when the link is better than a guess. */
export function isLocked(confidence: Confidence): boolean {
  return confidence === 'guessed' || confidence === 'ambiguous' || confidence === 'none';
}

/** The prompts that may be shown: without money, only those that are not about any. */
export function shownActions(document: ContextDocument, confidence: Confidence): NextAction[] {
  return isLocked(confidence) ? document.actions.filter((a) => a.value === null) : document.actions;
}

/** Whether the person has answered a prompt, so that it needs nobody any more. */
export function isAnswered(reaction: PanelState['reactions'][number] | null | undefined): boolean {
  return reaction != null && reaction.kind !== 'shown' && reaction.kind !== 'accepted';
}

/** How many prompts wait for an answer. */
export function openActionCount(state: PanelState): number {
  const { document, resolution } = state.context ?? {};
  if (!document || !resolution) return 0;
  return shownActions(document, resolution.confidence).filter(
    ({ key }) => !isAnswered(state.reactions.find((r) => r.actionKey === key)),
  ).length;
}
