import type { Store } from '../../server/store/openStore.ts';
import type { Schema } from '../../server/store/schema.ts';

export type Table = keyof Schema;

/**
 * Every table, and whether a synchronisation must leave the same rows in it, to the byte, however often it was killed. That holds for what
 * it writes and for what it must not touch, ids, versions and times included: ids come from the records, and the clock of a drilled
 * process stands still. A table that is new does not compile until it is entered here.
 */
const isLeftEqual: Record<Table, boolean> = {
  // Records, and where the pull of each stream stands. What counts how often something was done is left out by `dump`.
  source_record: true,
  source_cursor: true,
  source_state: true,
  source_drift: true,
  refetch_queue: true,
  webhook_event: true,
  // Who is who. `since` and `at` say when something became so, and that is the run that was killed or the next one, at the same time.
  account: true,
  account_domain: true,
  record_link: true,
  match_edge: true,
  account_redirect: true,
  account_parent: true,
  steward_decision: true,
  link_dependency: true,
  company_identity: true,
  company_contact: true,
  identity_state: true,
  // Empty at the end: nothing is left to be decided.
  identity_change: true,
  // Empty at the end: nothing is left to be linked.
  link_queue: true,
  // What is published. A document that was built before the kill is built again and found to be the same, so its version stays.
  context_document: true,
  search_term: true,
  health_history: true,
  publish_state: true,
  requester_domain: true,
  // Empty at the end: nothing is left to be built.
  dirty_account: true,
  // Events, and whose they are.
  activity_day: true,
  activity_subject: true,
  activity_user: true,
  activity_group: true,
  activity_member: true,
  event_message: true,
  event_tally: true,
  // What people did; no synchronisation touches it.
  reaction: true,
  pin: true,
  look: true,
  idempotency: true,
  health_override: true,
  drift: true,
  app_user: true,
  device_token: true,
  // Empty: drilled sources have their secrets in the configuration, and no synchronisation may store those.
  source_secret: true,
  pairing_code: true,
  // How often readers were told of a change, and so the numbers of the changes, depend on where it was stopped. `outboxFaults` says what holds.
  outbox: false,
  tenant_counter: false,
  // The numbers of the customers depend on how much changed between two runs; tests/integration/incremental.test.ts compares what they stand for.
  identity_member: false,
  identity_profile: false,
  identity_key: false,
  // The name of the process that pulled last. `outboxFaults` looks that nobody holds it.
  lease: false,
};

export const allTables = Object.keys(isLeftEqual) as Table[];

/** What must be equal after any synchronisation, import or rebuild. */
export const syncTables = allTables.filter((table) => isLeftEqual[table]);

/** Everything that requests leave behind. */
export const writeTables: readonly Table[] = ['reaction', 'pin', 'idempotency'];

/** Tables of the database that nobody has entered above, so that a drill would not see what is wrong in them. */
export async function unknownTables(store: Store): Promise<string[]> {
  const tables = await store.db.introspection.getTables();
  return tables.map(({ name }) => name).filter((name) => !(name in isLeftEqual));
}
