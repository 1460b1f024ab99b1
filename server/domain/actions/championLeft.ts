import { refusesContact } from '../consent.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import { defineRule } from './defineRule.ts';
import { dayText, shorten } from './words.ts';

const horizonDays = 60;

/** A champion who left in the last 60 days, with nobody in that role since. */
export const championLeft = defineRule({
  id: 'championLeft',
  version: 1,
  category: 'risk',
  ownerRoles: ['rep'],
  effortMin: 20,
  text: 'A champion left in the last 60 days and nobody has that role now.',
  endCondition: 'Somebody else is marked as champion.',
  propose({ facts, nowMs }) {
    const champions = facts.people.filter((p) => p.role === 'champion');
    if (champions.some((p) => p.leftAt === null)) return null;
    const left = champions
      .filter((p) => p.leftAt !== null && nowMs - p.leftAt < horizonDays * dayMs)
      .sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0) || (a.key.id < b.key.id ? -1 : 1))[0];
    if (!left || left.leftAt === null) return null;
    const next = facts.people
      .filter((p) => p.role === 'decisionMaker' && p.leftAt === null && !refusesContact(p, nowMs))
      .sort((a, b) => (a.key.id < b.key.id ? -1 : 1))[0];
    return {
      subject: left.key.id,
      title: shorten(`Your champion ${left.name} left on ${dayText(left.leftAt)}: find the next one`, 80),
      why: [
        {
          text: `${left.name} is marked as having left on ${dayText(left.leftAt)}.`,
          system: left.key.source,
          recordId: left.key.id,
          url: left.url,
          at: new Date(left.leftAt).toISOString(),
        },
      ],
      steps: [
        next
          ? `Start with ${next.name}${next.title ? `, ${next.title}` : ''}.`
          : 'Ask your other contacts who takes over.',
        'Introduce yourself before you need something.',
      ],
      value: null,
      dueAtMs: left.leftAt + 14 * dayMs,
      expiresAtMs: left.leftAt + horizonDays * dayMs,
    };
  },
});
