import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { NextAction, ReactionKind } from '../../lib/contract/action.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import { formatDays, formatDaysUntil, formatNumber, isolate } from '../format.ts';
import { SourceLink } from '../parts/SourceLink.tsx';
import { useView } from '../view.ts';
import { isAnswered } from './shownActions.ts';

const dayMs = 86_400_000;
const snoozeDays = 7;
const factorNames = ['P', 'C', 'V', 'L', 'K'] as const;

/** One prompt: what, how urgent, how long it takes; its evidence on demand; and the three answers. */
export function Action(props: {
  action: NextAction;
  accountId: string;
  reaction: PanelState['reactions'][number] | null;
  react: (kind: ReactionKind, extra?: { until: string }) => void;
}) {
  const { t, now, locale } = useView();
  const { action, accountId, reaction } = props;
  const [reopened, setReopened] = useState(false);
  const [open, setOpen] = useState(false);
  const [id, change, answering] = [useId(), useRef<HTMLButtonElement>(null), useRef(false)];
  const answered = reaction !== null && isAnswered(reaction) && !reopened;
  // The button that was pressed is gone; whoever pressed it by keyboard goes on from its successor.
  useEffect(() => {
    if (answered && answering.current) change.current?.focus();
    answering.current = false;
  }, [answered]);
  const answer = (kind: ReactionKind, extra?: { until: string }) => {
    answering.current = true;
    setReopened(false);
    props.react(kind, extra);
  };
  const late = action.dueAt !== null && Date.parse(action.dueAt) < now;
  return (
    <li
      class={answered ? 'action answered' : 'action'}
      data-testid="action"
      data-rule={action.ruleId}
      data-account={accountId}
    >
      <p class="action-title" id={id}>
        <bdi>{action.title}</bdi>
      </p>
      {answered ? (
        <p class="action-row">
          <span>
            {t(`reaction_${reaction.kind}`)}
            {reaction.queued ? ` · ${t('queued')}` : ''}
          </span>
          <button ref={change} type="button" class="bare" aria-describedby={id} onClick={() => setReopened(true)}>
            {t('change')}
          </button>
        </p>
      ) : (
        <>
          <p class="meta">
            {t(`category_${action.category}`)}
            {action.dueAt ? (
              <span class={late ? 'bad-text' : undefined}>
                {` · ${t('due', [formatDaysUntil(action.dueAt, now, locale)])}`}
              </span>
            ) : null}
            {` · ${t('effort', [formatNumber(action.effortMin, locale)])}`}
          </p>
          <div class="action-row">
            <button
              type="button"
              class="bare fold"
              aria-expanded={open}
              aria-controls={`${id}-more`}
              aria-describedby={id}
              onClick={() => setOpen(!open)}
            >
              {t('why')}
            </button>
            <span class="answers-quiet">
              <button type="button" class="bare" aria-describedby={id} onClick={() => answer('done')}>
                {t('answerDone')}
              </button>
              <button
                type="button"
                class="bare"
                aria-describedby={id}
                onClick={() => answer('snoozed', { until: new Date(now + snoozeDays * dayMs).toISOString() })}
              >
                {t('answerSnooze', [formatDays(snoozeDays, locale)])}
              </button>
              <button type="button" class="bare" aria-describedby={id} onClick={() => answer('rejected')}>
                {t('answerReject')}
              </button>
            </span>
          </div>
          <div id={`${id}-more`} class="action-more" hidden={!open}>
            {open ? <Reasons action={action} /> : null}
          </div>
        </>
      )}
    </li>
  );
}

/** The evidence, the steps, what closes the prompt, and how its rank came about. */
function Reasons({ action }: { action: NextAction }) {
  const { t, locale } = useView();
  const factors = factorNames.map((name) => `${t(`rank_${name}`)} ${formatNumber(action.factors[name], locale, 2)}`);
  return (
    <>
      <ul class="evidence">
        {action.why.map((w) => (
          <li key={w.text}>
            <SourceLink url={w.url}>
              <bdi>{w.text}</bdi>
            </SourceLink>
          </li>
        ))}
      </ul>
      <ol class="steps">
        {action.steps.map((step) => (
          <li key={step}>
            <bdi>{step}</bdi>
          </li>
        ))}
      </ol>
      <p class="note">{t('closesWhen', [isolate(action.endCondition)])}</p>
      <p class="note">{t('rank', [formatNumber(action.score, locale, 2), factors.join(' × ')])}</p>
    </>
  );
}
