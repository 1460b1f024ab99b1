import { type DestinationStream, type Logger, pino } from 'pino';

/** Structured logs, one JSON line each, on standard error. Secrets are removed wherever a known field carries one. */
export function createLog(
  level: string = process.env.ALONGSIDE_LOG ?? 'info',
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: [
          'authorization',
          '*.authorization',
          'req.headers.authorization',
          'token',
          '*.token',
          'secret',
          '*.secret',
          'sources[*].secret',
          'webhookSecrets',
          '*.webhookSecrets',
          'sources[*].webhookSecrets',
          'code',
          'body',
        ],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination(2),
  );
}
