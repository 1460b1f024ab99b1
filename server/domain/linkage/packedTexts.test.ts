import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextList, textsOf } from './packedTexts.ts';

it('of packed texts each is what was pushed, whatever its letters and however many there are', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 400 });
  fc.assert(
    fc.property(texts, (all) => {
      const list = new TextList();
      for (const text of all) list.push(text);
      const textOf = textsOf(list.packed());
      const places = all.map((_, i) => i);
      expect(list.length).toBe(all.length);
      expect(places.map((i) => list.at(i))).toEqual(all);
      expect(places.map(textOf)).toEqual(all);
    }),
  );
});
