import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordNumbers } from '../domain/identity/recordNumbers.ts';
import { Groups } from '../domain/linkage/groups.ts';
import { partsOf } from './tieRecords.ts';

const most = 60;
const number = fc.nat(most - 1);

it('parts have every record once, groups whole, and no more than their size unless one group has', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: most }),
      fc.array(fc.tuple(number, number), { maxLength: most }),
      fc.integer({ min: 1, max: most }),
      (count, pairs, size) => {
        const records = new RecordNumbers();
        for (let i = 0; i < count; i++) records.add({ source: 'stripe', kind: 'customer', id: `cus_${i}` });
        const groups = new Groups(count);
        for (const [a, b] of pairs) if (a < count && b < count) groups.join(a, b);
        const parts = partsOf({ records, groups }, size).map((part) => [...part]);
        expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        const groupsOf = parts.map((part) => new Set(part.map((i) => groups.find(i))));
        expect(groupsOf.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(groups.all()).size);
        for (const [i, part] of parts.entries()) {
          expect(part.length <= size || groupsOf[i]?.size === 1).toBe(true);
          // As few as can be: the next group would not have had room.
          const next = parts[i + 1] ?? [];
          const first = next.filter((one) => groups.find(one) === groups.find(next[0] as number));
          if (next.length > 0) expect(part.length + first.length).toBeGreaterThan(size);
        }
      },
    ),
  );
});
