import { expect, it } from 'vitest';
import { keepAnswer } from './keepAnswer.ts';

function question(replies: (number | Error)[]) {
  let clock = 0;
  let asked = 0;
  const kept = keepAnswer(
    async () => {
      const reply = replies[asked++];
      if (reply instanceof Error) throw reply;
      return reply as number;
    },
    (answer) => answer > 0,
    1_000,
    () => clock,
  );
  return { kept, asked: () => asked, pass: (ms: number) => (clock += ms) };
}

it('asks once while the answer is fresh, also when it is still on its way, and again after that', async () => {
  const { kept, asked, pass } = question([1, 2]);
  expect(await Promise.all([kept.ask(), kept.ask()])).toEqual([1, 1]);
  pass(999);
  expect([await kept.ask(), asked()]).toEqual([1, 1]);
  pass(1);
  expect([await kept.ask(), asked()]).toEqual([2, 2]);
});

it('keeps neither a bad answer nor a failure', async () => {
  const { kept } = question([-1, new Error('nobody there'), 3]);
  expect(await kept.ask()).toBe(-1);
  await expect(kept.ask()).rejects.toThrow('nobody there');
  expect(await kept.ask()).toBe(3);
});

it('forgets when told to, also what has not arrived yet', async () => {
  const { kept } = question([1, 2]);
  const first = kept.ask();
  kept.forget();
  expect(await kept.ask()).toBe(2);
  expect(await first).toBe(1);
  expect(await kept.ask()).toBe(2);
});

it('a bad answer that is late does not take away the good one after it', async () => {
  const late = Promise.withResolvers<number>();
  const replies = [late.promise, Promise.resolve(2), Promise.resolve(3)];
  const kept = keepAnswer(
    () => replies.shift() as Promise<number>,
    (answer) => answer > 0,
    1_000,
    () => 0,
  );
  const first = kept.ask();
  kept.forget();
  expect(await kept.ask()).toBe(2);
  late.resolve(-1);
  expect(await first).toBe(-1);
  expect(await kept.ask()).toBe(2);
});
