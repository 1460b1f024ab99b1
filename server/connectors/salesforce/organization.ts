import type { ConnectorConfig, ConnectorDeps, PulledPage } from '../../domain/ports.ts';
import { bearer, requestJson } from '../http.ts';
import { currencyOf, inOneCurrency, type Said, saidIn } from '../oneCurrency.ts';
import { flag } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { apiVersion, customFields, type Kind } from './fields.ts';

type Pull = { config: ConnectorConfig; deps: ConnectorDeps };

/** The fields with money of each object; without one of them no currency is needed. */
const amounts: Partial<Record<Kind, RegExp>> = {
  Account: customFields.arr,
  Opportunity: /^Amount$/,
  Order: /^TotalAmount$/,
};

/** Whether an object has amounts and no field that says in which currency, as in every org with a single one. */
function lacksCurrency(kind: Kind, selected: readonly string[]): boolean {
  const form = amounts[kind];
  return form !== undefined && !selected.includes('CurrencyIsoCode') && selected.some((field) => form.test(field));
}

/**
 * The pages of an object, in an org with a single currency with that one as `CurrencyIsoCode` of each row. The org is asked only where
 * the object has no such field. Throws SourceError.
 */
export async function* withCurrency(
  pull: Pull,
  kind: Kind,
  selected: readonly string[],
  cursor: string | null,
  read: (cursor: string | null) => AsyncIterable<PulledPage>,
): AsyncIterable<PulledPage> {
  if (!lacksCurrency(kind, selected)) return yield* read(cursor);
  const currency = currencyOf(pull.config, await askOrganization(pull), cursor);
  for await (const page of inOneCurrency(currency, cursor, read))
    yield currency === null ? page : { ...page, records: page.records.map((record) => completed(record, currency)) };
}

function completed<R extends { body: unknown }>(record: R, currency: string): R {
  return { ...record, body: { ...(record.body as object), CurrencyIsoCode: currency } };
}

/**
 * What the org says of its currency: Connect REST, Organization, `features` (`defaultCurrencyIsoCode` counts only where `multiCurrency` is
 * false). Needs no Chatter and no scope but `api`. Throws SourceError.
 */
async function askOrganization({ config, deps }: Pull): Promise<Said> {
  const path = `services/data/${apiVersion}/connect/organization`;
  const answer = await unlessHidden(requestJson(config, bearer, { path }, deps));
  return flag(answer, 'features.multiCurrency') ? { one: null } : saidIn(answer, 'features.defaultCurrencyIsoCode');
}
