import { spawn } from 'node:child_process';
import { type Config, ConfigError } from '../config.ts';
import { SourceError } from '../connectors/http.ts';
import { connectors } from '../connectors/registry.ts';
import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import { disconnectSource } from '../oauth/disconnect.ts';
import { signIn } from '../oauth/signIn.ts';
import { type KeyRing, keyRing } from '../secrets/keyRing.ts';
import { type Key, SecretError } from '../secrets/secretBox.ts';
import type { Store } from '../store/openStore.ts';
import { listStored, rekeySecrets, saveSecret } from '../store/sourceSecrets.ts';
import { readHidden } from './readHidden.ts';

export type ConnectOptions = { port: number; wait: number; browser: boolean; fullKey?: boolean };

/** Connects a source: by signing in, or by a secret from standard input. Returns what a person wants to know; throws what they can correct. */
export async function connect(
  store: Store,
  config: Config,
  name: string,
  options: ConnectOptions,
  deps: ConnectorDeps,
): Promise<{ source: string; kind: 'oauth' | 'stored'; keyFile: string | null; text: string }> {
  const source = findSource(config, name);
  if (source.secret !== undefined)
    throw new ConfigError(`${name} has its secret in the configuration. Remove it there, and connect again.`);
  if (name === 'salesforce' && !source.oauth)
    throw new ConfigError(
      'People sign in to salesforce under a registered app. Write its oauth.clientId into the configuration (docs/configuration.md).',
    );
  const ring = keyRing(store);
  const tenantId = config.tenant.id;
  // Before anybody signs in for nothing.
  const found = await findKey(store, tenantId, ring);
  const { oauth } = source;
  const clear = oauth
    ? JSON.stringify(
        await signIn(
          { ...source, oauth },
          { port: options.port, waitMs: options.wait * 1000, onAddress: show(options) },
          deps,
        ),
      )
    : await readSecretOf(source, options, deps);
  const key = found ?? ring.add();
  const kind = oauth ? 'oauth' : 'stored';
  const field = oauth ? 'oauth' : 'secret';
  await saveSecret(store, { tenantId, source: source.source, field }, key, clear, deps.now());
  const keyFile = found ? null : ring.where;
  return {
    source: name,
    kind,
    keyFile,
    text: `${name} is connected.${madeKey(keyFile)} The next pull reads it: "alongside sync".`,
  };
}

/** Revokes a sign-in where the vendor can, and forgets what is stored. */
export async function disconnect(store: Store, config: Config, name: string, deps: ConnectorDeps) {
  const { removed, webhookSecrets, revoked, why } = await disconnectSource(
    store,
    config.tenant.id,
    findSource(config, name),
    deps,
  );
  const told = revoked ? ', and its tokens were revoked' : why === null ? '' : `. It could not be revoked: ${why}`;
  const text = removed
    ? `${name} is disconnected${told}`
    : `${name} has ${webhookSecrets > 0 ? 'no secret to be asked with' : 'nothing'} stored`;
  const webhooks = webhookSecrets > 0 ? ' Its webhook secrets are forgotten.' : '';
  return { source: name, removed, revoked, webhookSecrets, text: `${text.replace(/\.$/, '')}.${webhooks}` };
}

/** Makes a new key (where the environment gives none) and encrypts everything with it. */
export async function rekey(store: Store, config: Config, now: number) {
  const ring = keyRing(store);
  const stored = await listStored(store, config.tenant.id);
  if (stored.length > 0 && ring.where !== 'ALONGSIDE_KEY' && ring.keys().length > 0) ring.add();
  const secrets = await rekeySecrets(store, config.tenant.id, ring.keys(), now);
  return {
    secrets,
    text: `Encrypted ${secrets} secrets with the newest key of ${ring.where}. Older keys are still there.`,
  };
}

/** A source of the configuration by its name. Throws ConfigError. */
export function findSource(config: Config, name: string): ConnectorConfig {
  const source = config.sources.find((s) => s.source === name);
  if (source) return source;
  const names = config.sources.map((s) => s.source).join(', ') || 'none';
  throw new ConfigError(`The configuration has no source "${name}". It has: ${names}.`);
}

/** The key for new secrets; null when there is none yet and one may be made. Throws SecretError when one was there and is not. */
export async function findKey(store: Store, tenantId: string, ring: KeyRing): Promise<Key | null> {
  const [first] = ring.keys();
  if (first) return first;
  const others = await listStored(store, tenantId);
  if (others.length === 0) return null;
  throw new SecretError(
    `The key that opens the stored secrets of ${[...new Set(others.map((s) => s.source))].join(', ')} is missing (${ring.where}). Put it back, or forget them with "alongside disconnect".`,
  );
}

/** What to say of a key that was made at a place; nothing when there was one. */
export function madeKey(keyFile: string | null): string {
  return keyFile ? ` A key was made at ${keyFile}: keep a copy of it elsewhere than the backups of the database.` : '';
}

function show({ browser }: ConnectOptions) {
  return (address: string) => {
    process.stderr.write(`Open this address and sign in:\n${address}\n`);
    if (browser && process.stdout.isTTY) openInBrowser(address);
  };
}

/** A convenience: where it fails, the address is on the terminal. No shell reads the address, and the browser does not get our key. */
function openInBrowser(address: string): void {
  const commands: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [command, ...args] = commands[process.platform] ?? ['xdg-open'];
  const { ALONGSIDE_KEY: _kept, ...env } = process.env;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true, env });
  child.on('error', () => undefined).unref();
}

async function readSecretOf(source: ConnectorConfig, options: ConnectOptions, deps: ConnectorDeps): Promise<string> {
  const secret = await readHidden(`Secret of ${source.source} (it is not shown)`);
  const wrong = whyNot(source.source, secret, options.fullKey ?? false);
  if (wrong) throw new ConfigError(`${wrong} Nothing was stored.`);
  await tryOut({ ...source, secret }, deps);
  return secret;
}

function whyNot(source: string, secret: string, mayBeFull: boolean): string | null {
  if (secret === '') return 'Standard input brought no secret.';
  if (!/^[\x21-\x7e]{8,1000}$/.test(secret))
    return 'That is no secret: it has to be one word of 8 to 1000 ASCII characters.';
  if (source === 'zendesk' && !/^[^\s:/]+@[^\s:/]+\/token:\S+$/.test(secret))
    return 'Zendesk takes the e-mail address of an agent and an API token, as agent@acme.example/token:TOKEN.';
  if (source === 'stripe' && secret.startsWith('sk_') && !mayBeFull)
    return 'That key of Stripe may do everything. Create a restricted key (rk_…) that only reads, or insist with --full-key.';
  if (source === 'stripe' && !/^(rk|sk)_/.test(secret)) return 'A restricted key of Stripe begins with rk_.';
  return null;
}

/** A secret is stored only after the vendor has answered to it. Throws SourceError. */
async function tryOut(source: ConnectorConfig, deps: ConnectorDeps): Promise<void> {
  const connector = connectors[source.source];
  try {
    for await (const _page of connector.pull(source, connector.streams[0] ?? '', null, deps)) return;
  } catch (error) {
    if (!(error instanceof SourceError) || error.kind !== 'unauthorized') throw error;
    throw new SourceError(source.source, error.kind, `${source.source} refused this secret. Nothing was stored.`);
  }
}
