import * as z from 'zod/mini';

/** A place in a stream as a cursor of ours, and back. What is not one of ours, or of an older form, is null: the stream is read anew. */
export function placeOf<S extends z.ZodMiniType>(schema: S, cursor: string | null): z.infer<S> | null {
  if (cursor === null) return null;
  try {
    const parsed = z.safeParse(schema, JSON.parse(cursor));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
