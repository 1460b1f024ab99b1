import { salesforceId } from './ids.ts';
import type { Customer } from './types.ts';

const regions: Readonly<Record<string, string>> = {
  US: 'Americas',
  BR: 'Americas',
  DE: 'DACH',
  SE: 'Nordics',
  JP: 'Asia Pacific',
  IN: 'Asia Pacific',
  AU: 'Asia Pacific',
};

export type Territory = { id: string; name: string; state: 'Active' | 'Planning' };

/** The sales territories of a customer: one by region, none for every fifth, and for every tenth a second one of next year's plan. */
export function territoriesOf(c: Customer): Territory[] {
  if (c.index % 5 === 4) return [];
  const region = regions[c.country.code] ?? 'EMEA West';
  const size = c.tier === 'Enterprise' ? 'Enterprise' : 'Mid-market';
  const territory = (name: string, state: Territory['state']): Territory => ({
    id: salesforceId('0MI', [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000),
    name,
    state,
  });
  return [
    territory(`${region} ${size}`, 'Active'),
    ...(c.index % 10 === 0 ? [territory(`${region} next year`, 'Planning')] : []),
  ];
}
