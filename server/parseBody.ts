import * as z from 'zod/mini';
import { ProblemError } from './problem.ts';

/** Validates a body strictly; the message names the first field that is wrong. Throws ProblemError `badRequest`. */
export function parseBody<S extends z.ZodMiniType>(schema: S, body: unknown): z.infer<S> {
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the body';
  throw new ProblemError('badRequest', `Correct ${where}: ${issue?.message ?? 'it is not as expected'}.`);
}
