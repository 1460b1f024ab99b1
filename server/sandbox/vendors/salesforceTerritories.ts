import { salesforceId } from '../world/ids.ts';
import { territoriesOf } from '../world/territories.ts';
import type { Customer } from '../world/types.ts';
import { type Row, stamp } from './salesforceCommerce.ts';

/** The territories that the accounts of a customer are assigned to, duplicates of an account, too. */
export function assignments(c: Customer): Row[] {
  return c.salesforce.flatMap((account, k) =>
    territoriesOf(c).map((territory, i) => ({
      Id: salesforceId('0TN', c.index * 8 + k * 4 + i),
      IsDeleted: false,
      ObjectId: account.id,
      SobjectType: 'Account',
      AssociationCause: 'Territory2AssignmentRule',
      Territory2Id: territory.id,
      Territory2: { Name: territory.name, Territory2Model: { State: territory.state } },
      SystemModstamp: stamp(c.modifiedAt),
    })),
  );
}
