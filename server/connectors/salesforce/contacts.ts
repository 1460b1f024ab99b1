import * as z from 'zod/mini';
import type { ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../../domain/ports.ts';
import { placeOf } from '../cursor.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { type Embedded, selectFields } from './fields.ts';
import { newest, query, readRows, toRecord } from './rows.ts';
import { salesforceRef } from './salesforceRef.ts';

/** Ids in one query: its address has to stay below 16 kB. */
const maxIds = 300;

/**
 * Where a pass over contacts is. First the contacts themselves (`rows`, a cursor as of any object), then those of whom an Individual or a
 * consent has changed, which leaves the contact's own stamp alone. `marks`: how far each of these objects was read. A full pass (`isFull`)
 * reads all contacts with what they have, and only notes the marks.
 */
const Place = z.object({
  isFull: z.boolean(),
  rows: z.nullable(z.string()),
  rowsDone: z.boolean(),
  marks: z.record(z.string(), z.nullable(z.string())),
});
type Place = z.infer<typeof Place>;

type Pull = { config: ConnectorConfig; deps: ConnectorDeps };
/** The fields of each object that this org has and shows to us. */
type Shown = ReadonlyMap<Embedded, readonly string[]>;
/** The objects whose changes concern a contact, and the field that names the Individual. */
const touching = { Individual: 'Id', ContactPointTypeConsent: 'PartyId' } as const;

/**
 * Contacts with the flags of their Individual, and with their consents under `ContactPointTypeConsents` in the stored body. Both objects
 * exist only with Data Protection and Privacy enabled; where one is not there or not shown, its part of the body is missing. A cursor of
 * another form starts anew. Throws SourceError.
 */
export async function* readContacts(
  pull: Pull,
  selected: readonly string[],
  cursor: string | null,
): AsyncIterable<PulledPage> {
  const shown = selected.includes('IndividualId') ? await shownObjects(pull) : new Map();
  const fields = [...selected, ...(shown.get('Individual') ?? []).map((name: string) => `Individual.${name}`)];
  const objects = (Object.keys(touching) as (keyof typeof touching)[]).filter((object) => shown.has(object));
  let place: Place = placeOf(Place, cursor) ?? { isFull: true, rows: null, rowsDone: false, marks: {} };
  if (place.isFull && place.rows === null)
    for (const object of objects) place.marks[object] = await newest(pull, object);

  if (!place.rowsDone) {
    for await (const page of readRows(pull, 'Contact', fields, place.rows)) {
      const records = await withConsents(pull, shown, page.records);
      place = { ...place, rows: page.cursor ?? page.next ?? null, rowsDone: page.cursor === null };
      if (page.cursor !== null || !(place.isFull || objects.length === 0)) {
        yield { ...page, records, cursor: JSON.stringify(place) };
      } else {
        return yield { ...page, records, ...end(place) };
      }
    }
  }
  for (const object of objects) {
    for await (const page of readRows(pull, object, fieldsOf(object), place.marks[object] ?? null)) {
      const people = page.records.flatMap((record) => salesforceRef(record.body, touching[object]) ?? []);
      const records = await withConsents(pull, shown, await contactsOf(pull, fields, people));
      place = { ...place, marks: { ...place.marks, [object]: page.cursor ?? page.next ?? null } };
      const isEnd = page.cursor === null && object === objects.at(-1);
      yield { stream: 'Contact', records, ...(isEnd ? end(place) : { cursor: JSON.stringify(place) }) };
    }
  }
  // Everything was read before, and the objects were taken away meanwhile.
  if (objects.length === 0) yield { stream: 'Contact', records: [], ...end(place) };
}

const fieldsOf = (object: keyof typeof touching) => [
  ...new Set(['Id', 'IsDeleted', touching[object], 'SystemModstamp']),
];

/** The end of a pass. One that saw no contact at all is begun again. */
function end({ rows, marks }: Place): Pick<PulledPage, 'cursor' | 'next'> {
  if (rows === null) return { cursor: null };
  return { cursor: null, next: JSON.stringify({ isFull: false, rows, rowsDone: false, marks } satisfies Place) };
}

async function shownObjects({ config, deps }: Pull): Promise<Shown> {
  const shown = new Map<Embedded, readonly string[]>();
  for (const object of ['Individual', 'ContactPointTypeConsent', 'DataUsePurpose'] as const) {
    const fields = await unlessHidden(selectFields(config, object, deps));
    // Without the field that says whose a consent is, it is of no use.
    if (fields !== null && (object !== 'ContactPointTypeConsent' || fields.includes('PartyId')))
      shown.set(object, fields);
  }
  return shown;
}

/** The contacts of Individuals. */
async function contactsOf(pull: Pull, fields: readonly string[], individualIds: readonly string[]) {
  const found: RawRecord[] = [];
  for (const ids of idLists(individualIds)) {
    const rows = await query(
      pull,
      'queryAll',
      `SELECT ${fields.join(', ')} FROM Contact WHERE IndividualId IN (${ids}) ORDER BY Id`,
    );
    found.push(...rows.flatMap((body) => toRecord('Contact', body) ?? []));
  }
  return found;
}

/** Each contact with the consents of its Individual, which may be none; untouched where the object is not shown. */
async function withConsents(pull: Pull, shown: Shown, contacts: RawRecord[]): Promise<RawRecord[]> {
  const fields = shown.get('ContactPointTypeConsent');
  if (!fields) return contacts;
  const purpose = fields.includes('DataUsePurposeId') && shown.get('DataUsePurpose')?.includes('Name');
  const wanted = [...fields, ...(purpose ? ['DataUsePurpose.Name'] : [])].join(', ');
  const people = contacts.flatMap((contact) => salesforceRef(contact.body, 'IndividualId') ?? []);
  const consents: unknown[] = [];
  for (const ids of idLists(people))
    consents.push(
      ...(await query(
        pull,
        'query',
        `SELECT ${wanted} FROM ContactPointTypeConsent WHERE PartyId IN (${ids}) ORDER BY Id`,
      )),
    );
  // Each once and in one order, so that a body changes only when a consent does.
  const each = [...new Map(consents.map((consent) => [salesforceRef(consent, 'Id') ?? '', consent])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, consent]) => consent);
  const byPerson = Map.groupBy(each, (consent) => salesforceRef(consent, 'PartyId'));
  return contacts.map((contact) => {
    const of = byPerson.get(salesforceRef(contact.body, 'IndividualId') ?? '') ?? [];
    return { ...contact, body: { ...(contact.body as object), ContactPointTypeConsents: of } };
  });
}

/** Quoted lists of ids, each id once. The ids have been read as such, so they hold nothing that could end a text. */
function idLists(ids: readonly string[]): string[] {
  const each = [...new Set(ids)];
  const lists: string[] = [];
  for (let i = 0; i < each.length; i += maxIds)
    lists.push(
      each
        .slice(i, i + maxIds)
        .map((id) => `'${id}'`)
        .join(','),
    );
  return lists;
}
