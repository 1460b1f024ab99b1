import { type DestinationStream, type Logger, pino } from 'pino';

const secretNames = [
  'authorization',
  'token',
  'secret',
  'webhookSecret',
  'webhookSecrets',
  'clientSecret',
  'accessToken',
  'refreshToken',
  'client_secret',
  'access_token',
  'refresh_token',
  'code_verifier',
];
const others = ['req.headers.authorization', 'sources[*].oauth.clientSecret', 'code', 'body'];

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
          ...secretNames.flatMap((name) => [name, `*.${name}`, `sources[*].${name}`, `*.oauth.${name}`]),
          ...others,
        ],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination(2),
  );
}
