import { useState } from 'preact/hooks';
import type { HeldAction, NextAction, ReactionKind } from '../../lib/contract/action.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { formatNumber, formatRelative } from '../format.ts';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';

const dayMs = 86_400_000;
const snoozeDays = 7;

export type React = (action: NextAction, kind: ReactionKind, extra?: { reason?: string; until?: string }) => void;

/** What to do next, at most three, each with its evidence; what is held back, and why. */
export function Actions(props: {
  accountId: string;
  actions: readonly NextAction[];
  held: readonly HeldAction[];
  reactions: PanelState['reactions'];
  react: React;
}) {
  const { t } = useView();
  const { actions, held, reactions } = props;
  return (
    <section class="block next" aria-labelledby="heading-next" data-testid="actions">
      <header class="block-head">
        <h2 id="heading-next">{t('nextHeading')}</h2>
      </header>
      {actions.length === 0 ? <p class="quiet">{t('nextNothing')}</p> : null}
      <ul class="actions">
        {actions.map((action) => (
          <Action
            key={action.key}
            action={action}
            accountId={props.accountId}
            reaction={reactions.find((r) => r.actionKey === action.key) ?? null}
            react={props.react}
          />
        ))}
      </ul>
      {held.length > 0 ? (
        <details class="held">
          <summary>{t('heldCount', [held.length])}</summary>
          <ul>
            {held.map((h) => (
              <li key={h.ruleId + h.title}>
                <bdi>{h.title}</bdi>
                <small>{h.reason}</small>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Action({
  action,
  accountId,
  reaction,
  react,
}: {
  action: NextAction;
  accountId: string;
  reaction: PanelState['reactions'][number] | null;
  react: React;
}) {
  const { t, now, locale } = useView();
  const [reopened, setReopened] = useState(false);
  if (reaction && reaction.kind !== 'shown' && reaction.kind !== 'accepted' && !reopened) {
    return (
      <li class="action answered" data-testid="action" data-rule={action.ruleId} data-account={accountId}>
        <p>
          <bdi>{action.title}</bdi>
        </p>
        <p class="quiet" role="status">
          {t(`reaction_${reaction.kind}`)}
          {reaction.queued ? ` · ${t('queued')}` : ''}
          <button type="button" class="link" onClick={() => setReopened(true)}>
            {t('change')}
          </button>
        </p>
      </li>
    );
  }
  const answer = (kind: ReactionKind, extra?: { until: string }) => {
    setReopened(false);
    react(action, kind, extra);
  };
  const until = new Date(now + snoozeDays * dayMs).toISOString();
  const factors = (['P', 'C', 'V', 'L', 'K'] as const).map(
    (name) => `${t(`factor_${name}`)} ${formatNumber(action.factors[name], locale, 2)}`,
  );
  return (
    <li class="action" data-testid="action" data-rule={action.ruleId} data-account={accountId}>
      <p class="action-title">
        <bdi>{action.title}</bdi>
      </p>
      <p class="quiet">
        {t(`category_${action.category}`)}
        {action.dueAt ? ` · ${t('due', [formatRelative(action.dueAt, now, locale)])}` : ''}
        {` · ${t('effort', [action.effortMin])}`}
      </p>
      <details>
        <summary>{t('why')}</summary>
        <ul class="evidence">
          {action.why.map((w) => (
            <li key={w.text}>
              <SourceLink url={w.url}>{w.text}</SourceLink>
            </li>
          ))}
        </ul>
        <ol class="steps">
          {action.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p class="note">
          {t('closesWhen', [action.endCondition])}{' '}
          {t('rank', [formatNumber(action.score, locale, 2), factors.join(' × ')])}
        </p>
      </details>
      <div class="answers">
        <button type="button" onClick={() => answer('done')}>
          {t('answerDone')}
        </button>
        <button type="button" onClick={() => answer('snoozed', { until })}>
          {t('answerSnooze', [snoozeDays])}
        </button>
        <button type="button" onClick={() => answer('rejected')}>
          {t('answerReject')}
        </button>
      </div>
    </li>
  );
}
