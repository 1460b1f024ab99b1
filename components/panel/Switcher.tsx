import { useEffect, useRef, useState } from 'preact/hooks';
import type { Candidate } from '../../lib/contract/identity.ts';
import { formatNumber, isolate } from '../format.ts';
import { useView } from '../view.ts';

/** The region that the switcher's tabs control. */
export const switchedId = 'switched';
export const tabId = (accountId: string): string => `tab-${accountId}`;

/** The customers on this screen, each with the reason why it is one, and which of them is shown. Arrow keys move, Enter or Space shows. */
export function Switcher(props: {
  customers: readonly Candidate[];
  /** The customer that is shown; null while it is loaded, and when it is none of these. */
  shown: string | null;
  choose: (accountId: string) => void;
}) {
  const { t, locale } = useView();
  const { customers, shown, choose } = props;
  const list = useRef<HTMLDivElement>(null);
  /** Pressed, and not there yet. */
  const [pressed, setPressed] = useState<string | null>(null);
  useEffect(() => {
    if (shown !== null) setPressed(null);
  }, [shown]);
  const [at, setAt] = useState<string | null>(null);
  const stop = [at, pressed, shown].find((id) => customers.some((c) => c.accountId === id)) ?? customers[0]?.accountId;

  const keyed = (event: KeyboardEvent) => {
    const tabs = [...(list.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const from = tabs.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    setAt(customers[next]?.accountId ?? null);
    tabs[next]?.focus();
  };
  return (
    <div class="switcher" data-testid="switcher">
      <h2 id="heading-switcher">{t('customersHere', [formatNumber(customers.length, locale)])}</h2>
      <div
        ref={list}
        class="tabs"
        role="tablist"
        aria-orientation="vertical"
        aria-labelledby="heading-switcher"
        onKeyDown={keyed}
        onFocusOut={(event) => list.current?.contains(event.relatedTarget as Node | null) || setAt(null)}
      >
        {customers.map(({ accountId, name, evidence }) => (
          <button
            key={accountId}
            type="button"
            class="tab"
            role="tab"
            id={tabId(accountId)}
            aria-selected={accountId === shown}
            aria-busy={accountId === pressed}
            aria-controls={switchedId}
            tabIndex={accountId === stop ? 0 : -1}
            onClick={() => {
              if (accountId === shown) return;
              setPressed(accountId);
              choose(accountId);
            }}
          >
            <span class="tab-name">
              <bdi>{name}</bdi>
            </span>
            <small>{evidence.map((e) => t(`rule_${e.rule}`, [isolate(e.value)])).join(' · ')}</small>
          </button>
        ))}
      </div>
    </div>
  );
}
