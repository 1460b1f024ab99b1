import { expect, test } from 'vitest';
import type { DockChange, DockSettings } from '../contract/dock.ts';
import { createOwnChanges } from './ownChanges.ts';

const elsewhere: DockSettings = { open: true, mode: 'push', side: 'start', width: 380, railAt: 38 };

function setUp() {
  const sent: DockChange[] = [];
  let answer = () => {};
  const own = createOwnChanges((change) => {
    sent.push(change);
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  return { own, sent, answer: () => answer() };
}

test('what was done by hand outlives an arrangement from elsewhere until it is remembered', async () => {
  const { own, sent, answer } = setUp();
  own.note({ width: 500 });
  own.note({ width: 520 });
  expect(own.over(elsewhere)).toEqual({ ...elsewhere, width: 520 });
  const saving = own.save();
  expect(own.over(elsewhere).width).toBe(520);
  answer();
  await saving;
  expect([sent, own.over(elsewhere)]).toEqual([[{ width: 520 }], elsewhere]);
});

test('what is changed while it is being remembered waits for the next time', async () => {
  const { own, sent, answer } = setUp();
  own.note({ width: 500 });
  const first = own.save();
  own.note({ railAt: 20 });
  answer();
  await first;
  expect(own.over(elsewhere)).toEqual({ ...elsewhere, width: 500, railAt: 20 });
  const second = own.save();
  answer();
  await second;
  await own.save();
  expect([sent, own.over(elsewhere)]).toEqual([[{ width: 500 }, { width: 500, railAt: 20 }], elsewhere]);
});
