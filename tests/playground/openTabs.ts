import { heroes } from '../../server/sandbox/world/heroes.ts';
import type { World } from '../../server/sandbox/world/types.ts';
import { recordUrl, subtabUrl } from './hosts.ts';

/** A tab that was open before, as the person left it: its address within the host, and the tabs inside it. */
export type OpenTab = { href: string; subtabs: string[] };

const within = (url: string) => new URL(url).pathname + new URL(url).search;

/**
 * A console with six tabs: three workspaces, and in the first one the contact of its own customer, the account of another customer and a
 * contact of a third.
 */
export function consoleTabs(world: World): OpenTab[] {
  const { northwind, halden, pellworm, bridgepoint } = heroes;
  const contactOf = (index: number) => recordUrl.contact(world.customers[index]?.people[0]?.salesforceId ?? '');
  const workspace = recordUrl.account(northwind.salesforceAccount);
  const subtabs = [
    contactOf(northwind.index),
    recordUrl.account(bridgepoint.salesforceAccount),
    contactOf(pellworm.index),
  ].map((url) => within(subtabUrl(url, workspace)));
  return [
    { href: within(workspace), subtabs },
    { href: within(recordUrl.account(halden.salesforceAccount)), subtabs: [] },
    { href: within(recordUrl.account(pellworm.salesforceAccount)), subtabs: [] },
  ];
}

/** Five tickets of five customers, all of which stay in the document. */
export function openTickets(world: World): OpenTab[] {
  return world.customers
    .filter((c) => c.tickets.length > 0)
    .slice(0, 5)
    .map((c) => ({ href: within(recordUrl.ticket(c.tickets[0]?.id ?? '')), subtabs: [] }));
}
