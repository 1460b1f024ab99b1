import { useState } from 'preact/hooks';
import type { HeldAction, NextAction, ReactionKind } from '../../lib/contract/action.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { useView } from '../view.ts';
import { Action } from './Action.tsx';

/** The answer to a prompt. `until`: when a snoozed one comes back. */
export type React = (action: NextAction, kind: ReactionKind, extra?: { until: string }) => void;

/** What to do next, at most three, each with its evidence; what is held back, and why. */
export function Actions(props: {
  accountId: string;
  actions: readonly NextAction[];
  held: readonly HeldAction[];
  reactions: PanelState['reactions'];
  react: React;
}) {
  const { t } = useView();
  const { accountId, actions, held, reactions, react } = props;
  const [said, setSaid] = useState('');
  return (
    <section class="block next" aria-labelledby="heading-next" data-testid="actions">
      <header class="block-head">
        <h2 id="heading-next">{t('nextHeading')}</h2>
      </header>
      <p class="sr" role="status" data-testid="said">
        {said}
      </p>
      {actions.length === 0 ? (
        <p class="quiet">{t('nextNothing')}</p>
      ) : (
        <ul class="actions">
          {actions.map((action) => (
            <Action
              key={action.key}
              action={action}
              accountId={accountId}
              reaction={reactions.find((r) => r.actionKey === action.key) ?? null}
              react={(kind, extra) => {
                react(action, kind, extra);
                setSaid(`${action.title}: ${t(`reaction_${kind}`)}`);
              }}
            />
          ))}
        </ul>
      )}
      {held.length > 0 ? (
        <details class="held">
          <summary>{t('heldCount', [held.length])}</summary>
          <ul>
            {held.map((h) => (
              <li key={h.ruleId + h.title}>
                <bdi>{h.title}</bdi>
                <small>
                  <bdi>{h.reason}</bdi>
                </small>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
