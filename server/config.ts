import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { Role } from '../lib/contract/api.ts';
import type { ConnectorConfig } from './domain/ports.ts';

const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
const Secret = z.union([z.string().check(z.minLength(1)), z.strictObject({ env: z.string().check(z.minLength(1)) })]);

const ConfigFile = z.strictObject({
  tenant: z.strictObject({ id: Id, name: z.string() }),
  users: z.array(z.strictObject({ id: Id, name: z.string(), email: z.email(), role: Role })).check(z.minLength(1)),
  sources: z.array(
    z.strictObject({
      source: z.enum(['salesforce', 'hubspot', 'zendesk', 'stripe']),
      baseUrl: z.url().check(z.regex(/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/)),
      instance: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]*$/)),
      secret: Secret,
    }),
  ),
});

/** The configuration file as written; the sandbox writes one of these. */
export type ConfigFile = z.infer<typeof ConfigFile>;
/** The configuration with every secret resolved. */
export type Config = { tenant: ConfigFile['tenant']; users: ConfigFile['users']; sources: ConnectorConfig[] };

export const defaults = {
  configPath: '.data/alongside.json',
  database: 'sqlite:.data/alongside.sqlite',
  host: '127.0.0.1',
  port: 4620,
} as const;

/** A configuration that cannot be used, in words that say what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads and checks the configuration file. Throws ConfigError. */
export function readConfig(path: string, env: NodeJS.ProcessEnv = process.env): Config {
  if (!existsSync(path)) {
    throw new ConfigError(
      `There is no configuration at ${path}. Run "npm start" once for a ready sandbox, or write one (docs/configuration.md) and name it with --config.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${path} is not valid JSON (${(error as Error).message}). Correct it and try again.`);
  }
  const parsed = ConfigFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(
      `${path}: ${issue?.path.join('.') || 'the file'} is not as expected (${issue?.message ?? 'invalid'}). See docs/configuration.md.`,
    );
  }
  const { tenant, users, sources } = parsed.data;
  const names = sources.map((s) => s.source);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new ConfigError(`${path}: the source ${twice} is listed twice. Keep one.`);
  return {
    tenant,
    users,
    sources: sources.map((s) => ({
      ...s,
      baseUrl: s.baseUrl.replace(/\/+$/, ''),
      secret: resolveSecret(s.source, s.secret, env),
    })),
  };
}

function resolveSecret(source: string, secret: z.infer<typeof Secret>, env: NodeJS.ProcessEnv): string {
  if (typeof secret === 'string') return secret;
  const value = env[secret.env];
  if (!value)
    throw new ConfigError(
      `The secret of ${source} is expected in the environment variable ${secret.env}. Set it and try again.`,
    );
  return value;
}
