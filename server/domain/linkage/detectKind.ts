import { category, email, id, number, phone, postcode, website } from './codeKinds.ts';
import { date, readDay } from './dateKind.ts';
import type { FieldKind } from './fieldKind.ts';
import { foldText, wordsOf } from './foldText.ts';
import { splitLegalForms } from './legalForms.ts';
import { presentText } from './missing.ts';
import { company, familyName, fullName, givenName } from './nameKinds.ts';
import { text } from './textKind.ts';

/** What people call columns, folded and without separators, in the languages of common exports. The first that fits counts. */
const headers: readonly (readonly [RegExp, FieldKind])[] = [
  [/e ?mail|^mail$|courriel|correo/, email],
  [/\b(phone|telephone|mobile|cell|tel|fax|telefon|handy|telefono|celular|portable)\b|phone$/, phone],
  [/\b(web|website|url|domain|homepage|site|webseite|host)\b/, website],
  [/\b(post ?code|postal|zip|zip ?code|plz|postleitzahl|code postal|cap|cep|eircode|pincode)\b/, postcode],
  [/\b(dob|date|birth\w*|born|geburt\w*|datum|naissance|nacimiento|fecha|founded)\b/, date],
  [
    /\b(given|first|fore|christian|middle) ?names?\b|\b(forename|given|vorname|prenom|nombre|voornaam|fornavn|imie|nome)\b/,
    givenName,
  ],
  [
    /\b(sur|last|family|second) ?names?\b|\b(surname|nachname|nom de famille|nom|apellidos?|cognome|achternaam|efternamn|etternavn|nazwisko|sobrenome)\b/,
    familyName,
  ],
  [
    /\b(company|organi[sz]ation|org|account|business|firm|firma|societe|empresa|azienda|unternehmen|employer|vendor|supplier|merchant|legal|trading|entreprise|bedrijf|foretag)\b/,
    company,
  ],
  [
    /\b(street|address|addr|strasse|rue|calle|via|road|line|city|town|suburb|ort|stadt|ville|ciudad|citta|locality|place)\b/,
    text,
  ],
  [
    /\b(country|state|region|province|gender|sex|land|pays|pais|county|bundesland|title|salutation|anrede|type|status)\b/,
    category,
  ],
  [
    /\b(ssn|soc ?sec|social|vat|tax|ust|siren|siret|duns|lei|passport|licen[cs]e|iban|sku|isbn)\b|\b(id|key|uuid|guid|code|ref)$/,
    id,
  ],
  [/\b(names?|person|contact|customer|client|full ?name|kunde|naam|navn|namn)\b/, fullName],
];

/** A header as words: `firstName`, `first_name` and `First Name` are the same. */
export function headerWords(header: string): string {
  return wordsOf(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' ')).join(' ');
}

const share = (values: readonly string[], fits: (value: string) => boolean) =>
  values.filter(fits).length / Math.max(1, values.length);

/**
 * What a column holds, by its header, confirmed by its values, or by the values alone. `values` is a sample of those present.
 * A header that the values contradict is not believed: a "date" of which less than half can be read is text.
 */
export function detectKind(header: string, values: readonly string[]): FieldKind {
  const present = values.flatMap((value) => presentText(value) ?? []);
  const named = headers.find(([pattern]) => pattern.test(headerWords(header)))?.[1];
  const distinct = new Set(present.map(foldText)).size;
  const isFew = distinct <= 60 && distinct < present.length / 5;
  const isCode = share(present, (value) => /\p{N}/u.test(value) && !/\s.*\s/.test(value)) > 0.8;
  if (named === email || (named === undefined && share(present, (v) => /^[^@\s]+@[^@\s]+$/.test(v)) > 0.8))
    return share(present, (v) => v.includes('@')) > 0.5 ? email : text;
  if (named === phone) return share(present, (v) => phone.read(v) !== null) > 0.5 ? phone : text;
  if (named === date) return share(present, (v) => readDay(v) !== null) > 0.5 ? date : text;
  if (named === website) return share(present, (v) => /^\S+\.\S+$/.test(v)) > 0.5 ? website : text;
  if (named === id) return isCode ? (isFew ? category : id) : isFew ? category : text;
  if (named === postcode) return share(present, (v) => /\p{N}/u.test(v)) > 0.5 ? postcode : text;
  if (named === fullName) return isCode ? id : namesKind(present);
  if (named === category && !isFew) return present.length < 100 ? category : text;
  if (isCode && named !== company && share(present, (v) => /^[\d\s.,/-]+$/.test(v)) > 0.8)
    return digitsKind(present, distinct);
  return named ?? kindOfValues(present, isFew, isCode);
}

/** A column that is only called "name". */
function namesKind(present: readonly string[]): FieldKind {
  const formed = share(present, (value) => splitLegalForms(wordsOf(value)).forms.length > 0);
  return formed > 0.05 ? company : fullName;
}

function digitsKind(present: readonly string[], distinct: number): FieldKind {
  if (share(present, (v) => readDay(v) !== null && plausibleYear(v)) > 0.9) return date;
  const usual = present.map((v) => v.replace(/\D/g, '').length).sort((a, b) => a - b)[present.length >> 1] ?? 0;
  return usual > 5 && distinct > present.length / 2 ? id : number;
}

function plausibleYear(value: string): boolean {
  const year = Number(readDay(value)?.slice(0, 4));
  const month = Number(readDay(value)?.slice(4, 6));
  return year > 1850 && year < 2150 && month <= 31;
}

function kindOfValues(present: readonly string[], isFew: boolean, isCode: boolean): FieldKind {
  if (share(present, (v) => /^(https?:\/\/|www\.)\S+$/i.test(v)) > 0.8) return website;
  if (share(present, (v) => /^\+?[\d\s()./-]{7,20}$/.test(v) && /[\s()+/-]/.test(v)) > 0.8) return phone;
  if (isFew) return category;
  if (isCode) return id;
  const formed = share(present, (value) => splitLegalForms(wordsOf(value)).forms.length > 0);
  return formed > 0.3 ? company : text;
}
