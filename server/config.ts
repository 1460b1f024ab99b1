import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { Role } from '../lib/contract/api.ts';
import { type Channel, channels } from './domain/activity/channel.ts';
import { registrableDomain, registrableDomains } from './domain/identity/domains.ts';
import type { ConnectorConfig, OAuthApp } from './domain/ports.ts';

const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
const Secret = z.union([z.string().check(z.minLength(1)), z.strictObject({ env: z.string().check(z.minLength(1)) })]);

/** What is registered at the vendor for people to sign in with. */
const OAuth = z.strictObject({
  clientId: z.string().check(z.minLength(1), z.maxLength(500)),
  clientSecret: z.optional(Secret),
  scopes: z.optional(z.array(z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/))).check(z.minLength(1), z.maxLength(50))),
});

const EventsFile = z.strictObject({
  writeKeys: z.array(z.strictObject({ name: Id, secret: Secret, channel: z.optional(z.enum(channels)) })),
  internalDomains: z.optional(z.array(z.string().check(z.refine(isDomain, 'a domain such as acme.example')))),
  requestsPerMinute: z.optional(z.int().check(z.minimum(1))),
});

/** Who may send events, and which domains are people of our own. */
export type EventsConfig = { writeKeys: WriteKey[]; internalDomains: string[]; requestsPerMinute?: number };
export type WriteKey = { name: string; secret: string; channel: Channel | null };
/** As long as a random key of 96 bits in base64. */
const minWriteKey = 16;

const ConfigFile = z.strictObject({
  tenant: z.strictObject({ id: Id, name: z.string() }),
  publicUrl: z.optional(
    z
      .string()
      .check(z.refine(isBaseUrl, 'an https address without user, query or fragment; plain http only on this machine')),
  ),
  users: z.array(z.strictObject({ id: Id, name: z.string(), email: z.email(), role: Role })).check(z.minLength(1)),
  sources: z.array(
    z.strictObject({
      source: z.enum(['salesforce', 'hubspot', 'zendesk', 'stripe']),
      baseUrl: z
        .string()
        .check(
          z.refine(isBaseUrl, 'an https address without user, query or fragment; plain http only on this machine'),
        ),
      instance: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]*$/)),
      secret: z.optional(Secret),
      oauth: z.optional(OAuth),
      webhookSecrets: z.optional(z.array(Secret).check(z.minLength(1), z.maxLength(2))),
      currency: z.optional(z.string().check(z.refine(isCurrency, 'a code of ISO 4217 such as EUR'))),
    }),
  ),
  events: z.optional(EventsFile),
});

/** Requests with a secret go there: https, or http on this machine, and nothing that a path cannot be appended to. */
function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.username !== '' || url.password !== '' || /[?#]/.test(text)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** The configuration file as written; the sandbox writes one of these. */
export type ConfigFile = z.infer<typeof ConfigFile>;
/** The configuration with every secret resolved. */
export type Config = {
  tenant: ConfigFile['tenant'];
  users: ConfigFile['users'];
  sources: ConnectorConfig[];
  events?: EventsConfig;
  /** Where this server is reached from outside, without a trailing slash. HubSpot signs it. */
  publicUrl?: string;
};

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
  const json = parse(path);
  const parsed = ConfigFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(
      `${path}: ${issue?.path.join('.') || 'the file'} is not as expected (${issue?.message ?? 'invalid'}). See docs/configuration.md.`,
    );
  }
  const { tenant, users, sources, events, publicUrl } = parsed.data;
  const source = repeated(sources.map((s) => s.source));
  if (source) throw new ConfigError(`${path}: the source ${source} is listed twice. Keep one.`);
  const user = repeated(users.map((u) => u.id));
  if (user) throw new ConfigError(`${path}: the user ${user} is listed twice. Keep one.`);
  const hubspot = sources.find((s) => s.source === 'hubspot');
  if (hubspot?.webhookSecrets && !publicUrl) {
    throw new ConfigError(
      `${path}: HubSpot signs the address it calls. Set publicUrl to where this server is reached.`,
    );
  }
  for (const { source, secret, oauth, currency } of sources) {
    const fail = (what: string) => new ConfigError(`${path}: the source ${source} ${what}.`);
    if (currency && source !== 'salesforce' && source !== 'hubspot')
      throw fail('names the currency of each amount, or has none. Remove currency');
    if (!oauth) continue;
    if (secret !== undefined) throw fail('has both secret and oauth. Keep one');
    if (source !== 'salesforce' && source !== 'hubspot')
      throw fail('has no OAuth here. Remove oauth, and run "alongside connect" to enter its secret');
    if (source === 'hubspot' && oauth.clientSecret === undefined)
      throw fail('asks for the secret of the app, too. Set oauth.clientSecret');
  }
  return {
    tenant,
    users,
    sources: sources.map(({ webhookSecrets, secret, oauth, ...s }) => ({
      ...s,
      baseUrl: s.baseUrl.replace(/\/+$/, ''),
      ...(secret === undefined ? {} : { secret: resolveSecret(s.source, secret, env) }),
      ...(oauth ? { oauth: readApp(s.source, oauth, env) } : {}),
      ...(webhookSecrets ? { webhookSecrets: webhookSecrets.map((one) => resolveSecret(s.source, one, env)) } : {}),
    })),
    ...(events ? { events: readEvents(path, events, users, env) } : {}),
    ...(publicUrl ? { publicUrl: publicUrl.replace(/\/+$/, '') } : {}),
  };
}

/** The domains of our own people are internal without being named. */
function readEvents(
  path: string,
  { writeKeys, internalDomains = [], requestsPerMinute }: z.infer<typeof EventsFile>,
  users: ConfigFile['users'],
  env: NodeJS.ProcessEnv,
): EventsConfig {
  const keys = writeKeys.map((k) => ({
    name: k.name,
    secret: resolveSecret(`the write key ${k.name}`, k.secret, env),
    channel: k.channel ?? null,
  }));
  const name = repeated(keys.map((k) => k.name));
  if (name) throw new ConfigError(`${path}: the write key ${name} is listed twice. Keep one.`);
  const short = keys.find((k) => k.secret.length < minWriteKey);
  if (short)
    throw new ConfigError(
      `${path}: the write key ${short.name} has fewer than ${minWriteKey} characters. Take a random one.`,
    );
  if (repeated(keys.map((k) => k.secret)))
    throw new ConfigError(`${path}: two write keys have the same secret. Give each sender its own.`);
  return {
    writeKeys: keys,
    internalDomains: registrableDomains([...internalDomains, ...users.map((u) => u.email)]),
    ...(requestsPerMinute ? { requestsPerMinute } : {}),
  };
}

/** The domains of our own people, whether events are sent to us or not. */
export function internalDomainsOf({ events, users }: Pick<Config, 'events' | 'users'>): string[] {
  return events?.internalDomains ?? registrableDomains(users.map((u) => u.email));
}

function readApp(
  source: string,
  { clientId, clientSecret, scopes }: z.infer<typeof OAuth>,
  env: NodeJS.ProcessEnv,
): OAuthApp {
  return {
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret: resolveSecret(`the app of ${source}`, clientSecret, env) }),
    ...(scopes ? { scopes } : {}),
  };
}

function isDomain(text: string): boolean {
  return registrableDomain(text) === text.toLowerCase();
}

/** What a parser says about broken JSON quotes it, secrets included, so only the place is told. */
function parse(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${path} cannot be read (${code}). Name a readable file with --config.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /at position \d+( \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0] ?? 'at its end';
    throw new ConfigError(`${path} is not valid JSON (${place}). Correct it and try again.`);
  }
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, i) => names.indexOf(name) !== i);
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
