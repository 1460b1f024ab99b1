/** The answer to a message that could not be handled: a problem, and never its reason. */
export const failedAnswer = {
  ok: false,
  code: 'serverError',
  message: 'The extension could not do that. Try again.',
} as const;
