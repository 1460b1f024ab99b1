/** The sign of the watchlist; filled when pinned. */
export function Star({ full }: { full: boolean }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" class={full ? 'star full' : 'star'}>
      <path d="M8 1.8l1.9 4 4.3.5-3.2 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.2-3 4.3-.5z" />
    </svg>
  );
}
