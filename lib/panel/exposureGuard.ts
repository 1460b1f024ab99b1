/** What a page could want to have pressed. Folds and links change nothing; refreshing and typing are harmless. */
const guarded = 'button:not([data-harmless]), input[type=radio], label:has(input), [role=option]';

/** The part of IntersectionObserver, second version, that the type library lacks. */
type Sighting = IntersectionObserverEntry & { isVisible?: boolean };
type SightOptions = IntersectionObserverInit & { trackVisibility: boolean; delay: number };

/**
 * Tells when an element comes into sight or out of it. Null where the browser has no such observer.
 * https://w3c.github.io/IntersectionObserver/v2/
 */
export function observeSight(element: Element): ((told: (isVisible: boolean) => void) => void) | null {
  if (typeof IntersectionObserverEntry !== 'function' || !('isVisible' in IntersectionObserverEntry.prototype))
    return null;
  return (told) => {
    // 100 ms is the least that the standard allows.
    const options: SightOptions = { trackVisibility: true, delay: 100 };
    new IntersectionObserver((entries) => told((entries.at(-1) as Sighting).isVisible === true), options).observe(
      element,
    );
  };
}

/** Keeps every action of a page from its component while `allows` says no: by pointer, by key, by the sending of a form. */
export function guardActions(target: EventTarget, allows: (event: Event) => boolean): void {
  const stop = (event: Event): void => {
    if (allows(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const capture = { capture: true };
  target.addEventListener('click', (event) => (event.target as Element).closest(guarded) && stop(event), capture);
  target.addEventListener('submit', stop, capture);
  target.addEventListener(
    'keydown',
    (event) => {
      // Enter in the search chooses a customer, with no click in between.
      const isChoice = (event as KeyboardEvent).key === 'Enter' && (event.target as Element).matches('[role=combobox]');
      if (isChoice) stop(event);
    },
    capture,
  );
}
