import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Star } from '../parts/Star.tsx';
import { useView } from '../view.ts';

/** Pins the account to the watchlist, with a reason if the person wants to give one. Escape leaves the question; focus returns to the star. */
export function Pin({ pinned, pin }: { pinned: boolean; pin: (pinned: boolean, reason?: string) => void }) {
  const { t } = useView();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const star = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const formId = useId();
  const open = asking && !pinned;
  useLayoutEffect(() => {
    if (open) input.current?.focus();
  }, [open]);
  const leave = () => {
    setAsking(false);
    star.current?.focus();
  };
  const word = t(pinned ? 'unpin' : 'pin');
  return (
    <>
      <button
        ref={star}
        type="button"
        class="bare pin"
        data-testid="pin"
        aria-label={word}
        title={word}
        aria-expanded={pinned ? undefined : open}
        aria-controls={open ? formId : undefined}
        onClick={() => (pinned ? pin(false) : setAsking(!asking))}
      >
        <Star full={pinned} />
      </button>
      {open ? (
        <form
          id={formId}
          class="pin-form"
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            leave();
          }}
          onSubmit={(event) => {
            event.preventDefault();
            pin(true, reason.trim() || undefined);
            setReason('');
            leave();
          }}
        >
          <label>
            {t('pinReason')}
            <input
              ref={input}
              value={reason}
              maxLength={200}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" data-testid="pin-confirm">
            {t('pin')}
          </button>
          <button type="button" onClick={leave}>
            {t('cancel')}
          </button>
        </form>
      ) : null}
    </>
  );
}
