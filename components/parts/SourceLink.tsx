import type { ComponentChildren } from 'preact';
import { safeUrl } from '../format.ts';

/** A link into a source system, or plain text when its address is missing or not one we trust. */
export function SourceLink({ url, children }: { url: string | null; children: ComponentChildren }) {
  const href = safeUrl(url);
  if (href === null) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
