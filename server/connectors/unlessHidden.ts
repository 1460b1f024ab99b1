import { SourceError } from './http.ts';

/** What was asked, or null where it can be done without and the source does not have it or does not show it to us. Throws SourceError. */
export async function unlessHidden<T>(isDispensable: boolean, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const isHidden = error instanceof SourceError && (error.kind === 'refused' || error.kind === 'forbidden');
    if (isHidden && isDispensable) return null;
    throw error;
  }
}
