import { defineAdapter, type Fit } from '../defineAdapter.ts';
import { readPath } from '../readPath.ts';
import { pack } from './pack.ts';

/** The types that a record page names by a number after `0-`. Source: public code; above 5, all but 47 are recalled. */
const objectOfNumber: Readonly<Record<string, string>> = {
  1: 'contact',
  2: 'company',
  3: 'deal',
  5: 'ticket',
  7: 'product',
  8: 'line_item',
  14: 'quote',
  27: 'task',
  46: 'note',
  47: 'meeting',
  48: 'call',
  49: 'email',
  53: 'invoice',
  69: 'subscription',
  136: 'lead',
};
/** The types that a page may name by word. */
const named = ['contact', 'company', 'deal', 'ticket', 'lead'];

/** HubSpot: record pages of every hosting location, legacy routes, the help desk and the inbox. */
export const hubspot = defineAdapter('hubspot', pack, {
  textOf: ({ pathname }) => readPath(pathname),
  recordOf(fit) {
    if (fit.route.rule === 'hubspot.call') return 'keep';
    const { portal: instance, id } = fit;
    const object = objectOf(fit);
    return instance && object && id ? { system: 'hubspot', instance, object, id } : null;
  },
});

function objectOf({ route, object = '' }: Fit): string | undefined {
  if (named.includes(object)) return object;
  if (route.rule !== 'hubspot.record') return route.object;
  // A custom type keeps its id as the name: it is another object in each portal.
  return /^2-\d{1,20}$/.test(object) ? object : objectOfNumber[/^0-(\d+)$/.exec(object)?.[1] ?? ''];
}
