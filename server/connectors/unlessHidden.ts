import { SourceError } from './http.ts';

/** Whether a source does not have what was asked, or does not show it to us. */
export function isHidden(error: unknown): boolean {
  if (!(error instanceof SourceError)) return false;
  return error.kind === 'forbidden' || (error.kind === 'refused' && error.status !== null);
}

/** What was asked, or null where the source does not have it or does not show it to us. Throws SourceError. */
export async function unlessHidden<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}
