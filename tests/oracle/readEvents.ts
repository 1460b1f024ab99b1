import type { Deed } from './facts.ts';
import { at, moment, word } from './wire.ts';

/**
 * What people did, from messages of Segment's tracking API (segment.com/docs/connections/spec), by the group they name. When it happened
 * is told by the sender's clock, less what that clock was ahead of ours when it sent. Who was anonymous counts as who they are now.
 */
export function readEvents(messages: readonly object[], receivedAt: number): Map<string, Deed[]> {
  const named = new Map<string, string>();
  for (const message of messages) {
    const [user, anonymous] = [word(message, 'userId'), word(message, 'anonymousId')];
    if (user !== null && anonymous !== null) named.set(anonymous, user);
  }
  const deeds = new Map<string, Map<string, Deed>>();
  for (const message of messages) {
    const group = word(message, 'context', 'groupId');
    const type = word(message, 'type');
    if (group === null || (type !== 'track' && type !== 'page')) continue;
    const said = moment(message, 'timestamp') ?? receivedAt;
    const ahead = (moment(message, 'sentAt') ?? receivedAt) - receivedAt;
    const anonymous = word(message, 'anonymousId');
    const deed: Deed = {
      day: new Date(said - ahead).toISOString().slice(0, 10),
      user: word(message, 'userId') ?? named.get(anonymous ?? '') ?? `anonymous ${anonymous}`,
      channel: String(at(message, 'properties', 'channel') ?? (type === 'page' ? 'web' : 'product')),
      what: word(message, type === 'page' ? 'name' : 'event') ?? '',
    };
    deeds.set(group, (deeds.get(group) ?? new Map()).set(JSON.stringify(deed), deed));
  }
  return new Map([...deeds].map(([group, own]) => [group, [...own.values()]]));
}
