import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { registrableDomains } from '../identity/domains.ts';
import type { CompanyFact, SourceKey } from '../model.ts';
import type { RawRecord } from '../ports.ts';
import { externalIds } from './externalIds.ts';

/** An account, `several` when more than one claims the value, null when none does. */
export type Found = { accountId: string } | 'several' | null;

/** A sender's own ids may be small numbers too; a vendor's are long. */
const ownNumber = /^\d{1,7}$/;

/**
 * By what customers are known: the ids of their records, the ids that records carry for other systems, and their domains. A value that
 * two customers share finds neither. Holds a few hundred bytes for each company record.
 */
export class CompanyIndex {
  readonly #records = new Map<string, string | null>();
  readonly #external = new Map<string, string | null>();
  readonly #domains = new Map<string, string | null>();

  /** Adds one company record of an account. */
  add(record: RawRecord, fact: CompanyFact, accountId: string): void {
    for (const id of [fact.key.id, ...fact.mergedIds]) {
      for (const form of recordForms({ ...fact.key, id })) put(this.#records, form, accountId);
    }
    for (const id of externalIds(record)) put(this.#external, id, accountId);
    for (const domain of registrableDomains([...fact.websites, ...fact.emails])) put(this.#domains, domain, accountId);
  }

  /** By the id of a record: `001…` in either length, `cus_…`, a long number of HubSpot or Zendesk, or `hubspot:123`. */
  byRecordId(id: string): Found {
    return get(this.#records, canonicalSalesforceId(id) ?? id);
  }

  /** By an id that a record carries for other systems. */
  byExternalId(id: string): Found {
    return get(this.#external, id);
  }

  /** By a registrable domain. */
  byDomain(domain: string): Found {
    return get(this.#domains, domain);
  }
}

/** How a record's id may be written in events. Bare numbers that a sender may have too need the name of the source before them. */
function recordForms({ source, id }: SourceKey): string[] {
  const named = `${source}:${id}`;
  return source === 'file' || ownNumber.test(id) ? [named] : [named, id];
}

function put(map: Map<string, string | null>, key: string, accountId: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, accountId);
  else if (known !== accountId) map.set(key, null);
}

function get(map: ReadonlyMap<string, string | null>, key: string): Found {
  const found = map.get(key);
  return found === undefined ? null : found === null ? 'several' : { accountId: found };
}
