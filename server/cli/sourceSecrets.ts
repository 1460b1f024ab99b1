import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { SourceError } from '../connectors/http.ts';
import { processDeps } from '../jobs/processDeps.ts';
import { RedirectError } from '../oauth/redirectListener.ts';
import { SecretError } from '../secrets/secretBox.ts';
import { openStore, type Store } from '../store/openStore.ts';
import { type ConnectOptions, connect, disconnect, rekey } from './connect.ts';
import { forgetWebhookSecret, storeWebhookSecret } from './webhookSecret.ts';

type Common = { config: string; database: string; json?: boolean };

/** Describes `alongside connect` and what it does. */
export function describeConnect(command: Command): void {
  command
    .argument('<source>', 'a source of the configuration')
    .option(
      '--port <n>',
      'port of the way back from the browser, as registered; 0 picks a free one',
      whole(0, 65_535),
      4622,
    )
    .option('--wait <seconds>', 'how long to wait for the browser', whole(1, 3600), 300)
    .option('--no-browser', 'only print the address to open')
    .option('--full-key', 'take a key of Stripe that may do everything')
    .option('--webhook-secret', 'store what its webhooks are signed with, read from standard input')
    .addOption(
      new Option(
        '--old-for <hours>',
        'how long the webhook secret before it stays valid (default: until it is removed)',
      )
        .argParser(whole(0, 8760))
        .implies({ webhookSecret: true }),
    )
    .action((source: string, options: Common & ConnectOptions & { webhookSecret?: boolean; oldFor?: number }) =>
      run(options, (store, config) =>
        options.webhookSecret
          ? storeWebhookSecret(store, config, source, options.oldFor ?? null, Date.now())
          : connect(store, config, source, options, processDeps()),
      ),
    );
}

/** Describes `alongside disconnect` and what it does. */
export function describeDisconnect(command: Command): void {
  command
    .argument('<source>', 'a source of the configuration')
    .addOption(
      new Option(
        '--webhook-secret <which>',
        'forget only what its webhooks are signed with: the old one, the new one (the old one counts again), or all',
      ).choices(['old', 'new', 'all']),
    )
    .action((source: string, options: Common & { webhookSecret?: 'old' | 'new' | 'all' }) =>
      run(options, (store, config) =>
        options.webhookSecret
          ? forgetWebhookSecret(store, config, source, options.webhookSecret, Date.now())
          : disconnect(store, config, source, processDeps()),
      ),
    );
}

/** Describes `alongside rekey` and what it does. */
export function describeRekey(command: Command): void {
  command.action((options: Common) => run(options, (store, config) => rekey(store, config, Date.now())));
}

/** Prints the text of what was done, or the rest of it as JSON. What a person can correct goes to standard error, with exit code 1. */
async function run(options: Common, work: (store: Store, config: Config) => Promise<{ text: string }>): Promise<void> {
  const config = readConfig(options.config);
  const store = await openStore(options.database);
  try {
    const { text, ...done } = await work(store, config);
    process.stdout.write(`${options.json ? JSON.stringify(done, null, 2) : text}\n`);
  } catch (error) {
    const isKnown = error instanceof SecretError || error instanceof SourceError || error instanceof RedirectError;
    if (!isKnown) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    await store.close();
  }
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const n = Number(text);
    if (!Number.isInteger(n) || n < least || n > most)
      throw new InvalidArgumentError(`It takes a number from ${least} to ${most}.`);
    return n;
  };
}
