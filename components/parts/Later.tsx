import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What is below the fold: rendered right after the first frame, so that what is above it does not wait for it. */
export function Later({ children }: { children: ComponentChildren }) {
  const [isTime, setTime] = useState(false);
  useEffect(() => setTime(true), []);
  return isTime ? <>{children}</> : null;
}
