import type { ActivityDay } from './activityDay.ts';

export type Channel = ActivityDay['channel'];
export const channels = ['product', 'email', 'meeting', 'call', 'web'] as const satisfies readonly Channel[];

/** `Page Viewed`, `Viewed Pricing Page`, `pageview`, `$pageview`: what analytics tools call a look at a page of a website. */
const pageLike = /^(?:\$?page[ _-]?views?|page[ _-]viewed|(?:viewed|loaded)(?: .+)? page)$/i;

/** The first of the values that names a channel; null when none does. */
export function readChannel(...values: readonly unknown[]): Channel | null {
  for (const value of values) {
    const found = channels.find((channel) => channel === value);
    if (found) return found;
  }
  return null;
}

/**
 * The channel of an event: what the event says in `properties.channel` or `context.channel`, else `web` for pages, else what is set for
 * its sender, else `product`. The words that Segment's libraries put there (`server`, `browser`, `mobile`) name no channel.
 */
export function channelOf(event: {
  type: string;
  name: string;
  said: Channel | null;
  sender: Channel | null;
}): Channel {
  if (event.said) return event.said;
  if (event.type === 'page' || (event.type === 'track' && pageLike.test(event.name))) return 'web';
  return event.sender ?? 'product';
}
