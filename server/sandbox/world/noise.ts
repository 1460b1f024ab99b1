import { createRandom, type Random } from './random.ts';
import type { Customer } from './types.ts';
import { freeMail } from './words.ts';

/** Told apart from the world's own seed, so that a noisy world is the same world underneath. */
const ownSeed = 0x6e6f6973;
/** Heroes and hostile names stay as they are: other tests and the playground know them. */
const firstNoisy = 32;

const forms: readonly (readonly string[])[] = [
  ['Inc.', 'Inc', 'Incorporated', ''],
  ['Corp.', 'Corporation', ''],
  ['LLC', 'L.L.C.', ''],
  ['Ltd', 'Ltd.', 'Limited', ''],
  ['PLC', 'plc', ''],
  ['GmbH', 'G.m.b.H.', 'Gesellschaft mbH', ''],
  ['AG', 'Aktiengesellschaft', ''],
  ['SAS', 'S.A.S.', ''],
  ['SARL', 'S.A.R.L.', ''],
  ['SA', 'S.A.', ''],
  ['B.V.', 'BV', ''],
  ['N.V.', 'NV', ''],
  ['AB', 'Aktiebolag', ''],
];

/**
 * Makes a world as untidy as real ones: three of ten records without a site, one name in ten with a slip, others abbreviated or with
 * another legal form, two of five cross-ids missing, people whom only one system knows, and namesakes in other countries.
 */
export function addNoise(customers: readonly Customer[], seed: number): void {
  const random = createRandom(seed ^ ownSeed);
  for (const customer of customers.slice(firstNoisy)) {
    if (random.chance(0.02)) becomeNamesake(random, customer, customers);
    for (const system of ['salesforce', 'hubspot', 'zendesk', 'stripe'] as const)
      customer.spellings[system] = misspell(random, customer.spellings[system]);
    for (const record of customer.salesforce) if (random.chance(0.3)) record.website = null;
    for (const record of customer.hubspot) {
      if (random.chance(0.3)) record.domain = null;
      if (random.chance(0.4)) record.salesforceId = null;
    }
    for (const record of customer.zendesk) {
      if (random.chance(0.3)) record.domains = [];
      if (random.chance(0.4)) record.externalId = null;
    }
    for (const record of customer.stripe) {
      if (random.chance(0.3)) record.email = `billing${customer.index}@${random.pick(freeMail)}`;
      if (random.chance(0.4)) delete record.metadata.salesforce_account_id;
    }
    for (const person of customer.people) {
      if (random.chance(0.2)) person.salesforceId = null;
      if (random.chance(0.2)) person.hubspotId = null;
      if (random.chance(0.2)) person.inOrganization = false;
    }
  }
}

/** The customer bears the name of another one in another country; nothing else of them is the same. */
function becomeNamesake(random: Random, customer: Customer, customers: readonly Customer[]): void {
  const other = customers[random.int(firstNoisy, customers.length - 1)];
  if (!other || other === customer || other.country.code === customer.country.code || customer.parent === other.truthId)
    return;
  for (const system of ['salesforce', 'hubspot', 'zendesk', 'stripe'] as const)
    customer.spellings[system] = other.spellings[system];
}

function misspell(random: Random, name: string): string {
  let text = name;
  if (random.chance(0.3)) text = otherForm(random, text);
  if (random.chance(0.05)) text = abbreviate(random, text);
  if (random.chance(0.1)) text = slip(random, text);
  return text;
}

function otherForm(random: Random, name: string): string {
  const upper = name === name.toUpperCase();
  const found = forms.find(([form = '']) => name.toLowerCase().endsWith(` ${form.toLowerCase()}`));
  if (!found) return name;
  const form = random.pick(found);
  return `${name.slice(0, -(found[0]?.length ?? 0)).trimEnd()} ${upper ? form.toUpperCase() : form}`.trim();
}

/** A long word ends after a few letters: "Logistics" is "Log.". */
function abbreviate(random: Random, name: string): string {
  const words = name.split(' ');
  const long = words.flatMap((word, i) => (i > 0 && word.length > 6 ? [i] : []));
  if (long.length === 0) return name;
  const at = random.pick(long);
  words[at] = `${words[at]?.slice(0, random.int(3, 4))}.`;
  return words.join(' ');
}

/** One letter left out, doubled, exchanged with the next, or another one. */
function slip(random: Random, name: string): string {
  const letters = [...name];
  const at = random.int(1, Math.max(1, letters.length - 2));
  const [letter = '', next = ''] = letters.slice(at, at + 2);
  const kind = random.int(0, 3);
  letters.splice(
    at,
    2,
    ...(kind === 0 ? [next] : kind === 1 ? [letter, letter, next] : kind === 2 ? [next, letter] : ['e', next]),
  );
  return letters.join('');
}
