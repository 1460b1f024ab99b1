import { useEffect, useState } from 'preact/hooks';

/** The width from which on the panel is more than a rail; `rail.css` says the same. */
const wide = '(min-width: 120px)';

/** Whether there is more to see than the rail, for which nothing is asked of the network. */
export function useWide(): boolean {
  const [isWide, setWide] = useState(() => matchMedia(wide).matches);
  useEffect(() => {
    const query = matchMedia(wide);
    const changed = () => setWide(query.matches);
    changed();
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return isWide;
}
