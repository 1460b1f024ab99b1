import { caseOf } from '../world/casesAndLeads.ts';
import { salesforceId } from '../world/ids.ts';
import { zeroDecimal } from '../world/money.ts';
import type { Customer } from '../world/types.ts';

/** A row of an object, as a query may select from it. */
export type Row = Record<string, unknown> & { Id: string; SystemModstamp: string };

/** An instant (epoch milliseconds) as Salesforce writes it. */
export const stamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

/** An amount in the unit that Salesforce counts in. */
export function inMajor(c: Customer, amountMinor: number): number {
  return zeroDecimal.has(c.country.currency) ? amountMinor : amountMinor / 100;
}

/** Orders as of the object Order. */
export function orders(c: Customer): Row[] {
  const account = c.salesforce[0];
  if (!account) return [];
  return c.orders.map((o) => ({
    Id: salesforceId('801', o.n),
    IsDeleted: false,
    AccountId: account.id,
    OrderNumber: o.number,
    TotalAmount: inMajor(c, o.amountMinor),
    CurrencyIsoCode: c.country.currency,
    Status: o.status === 'draft' ? 'Draft' : o.status === 'cancelled' ? 'Cancelled' : 'Activated',
    StatusCode: o.status === 'draft' ? 'Draft' : o.status === 'cancelled' ? 'Canceled' : 'Activated',
    EffectiveDate: new Date(o.createdAt).toISOString().slice(0, 10),
    SystemModstamp: stamp(c.modifiedAt),
  }));
}

/** Assets; most products have no end of life. */
export function assets(c: Customer): Row[] {
  const account = c.salesforce[0];
  return !account || c.orders.length === 0
    ? []
    : [
        {
          Id: salesforceId('02i', c.index),
          IsDeleted: false,
          AccountId: account.id,
          LifecycleStartDate: null,
          LifecycleEndDate: null,
          Status: 'Installed',
          SystemModstamp: stamp(c.modifiedAt),
        },
      ];
}

/** The milestone of a case: an answer within four hours, which every other one missed. */
export function milestones(c: Customer): Row[] {
  const about = caseOf(c);
  if (!about) return [];
  const dueAt = about.createdAt + 4 * 3_600_000;
  const metAt = c.index % 2 === 0 ? dueAt - 3_600_000 : dueAt + 3_600_000;
  return [
    {
      Id: salesforceId('555', c.index),
      IsDeleted: false,
      Case: { AccountId: c.salesforce[0]?.id ?? null, ContactId: about.contact.salesforceId },
      CaseId: about.id,
      MilestoneTypeId: salesforceId('557', 1),
      MilestoneType: { Name: 'First response' },
      TargetDate: stamp(dueAt),
      CompletionDate: stamp(metAt),
      IsViolated: metAt > dueAt,
      SystemModstamp: stamp(c.modifiedAt),
    },
  ];
}
