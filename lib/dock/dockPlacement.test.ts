import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockWidths } from '../contract/dockWidths.ts';
import { type Box, dockSizes, placeLauncher, placePanel, snapRail, snapWidth } from './dockPlacement.ts';

const column = { left: 1020, right: 1400 };
const window = 800;
const none = { top: 0, bottom: 0 };
const box = (top: number, bottom: number, left = 1300, right = 1380): Box => ({ left, top, right, bottom });

const height = fc.integer({ min: 1, max: 2_000 });
const boxes = fc.array(
  fc
    .tuple(
      fc.integer({ min: -100, max: 2_000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 800, max: 1_390 }),
    )
    .map(([top, high, left]) => ({ left, top, right: left + 60, bottom: top + high })),
  { maxLength: 12 },
);
const clear = fc.record({ top: fc.integer({ min: 0, max: 200 }), bottom: fc.integer({ min: 0, max: 200 }) });
const crosses = (top: number, bottom: number) => (other: Box) =>
  other.left < column.right && other.right > column.left && other.top < bottom && other.bottom > top;

describe('the place of the panel', () => {
  it('is the whole height where nothing is, less what the bars of the CRM need', () => {
    expect(placePanel(window, column, none, [])).toEqual({ top: 0, bottom: 0, fits: true });
    expect(placePanel(window, column, { top: 56, bottom: 40 }, [])).toEqual({ top: 56, bottom: 40, fits: true });
  });

  it('ends above a button, or begins below it, whichever leaves more', () => {
    expect(placePanel(window, column, none, [box(700, 730)])).toEqual({ top: 0, bottom: 104, fits: true });
    expect(placePanel(window, column, none, [box(60, 90)])).toEqual({ top: 94, bottom: 0, fits: true });
    expect(placePanel(window, column, none, [box(60, 90), box(700, 730)])).toEqual({
      top: 94,
      bottom: 104,
      fits: true,
    });
  });

  it('takes no notice of what is beside it', () => {
    expect(placePanel(window, column, none, [box(0, 800, 0, 1020), box(0, 800, 1400, 1500)]).fits).toBe(true);
  });

  it('needs a least height, but for a window that has not so much', () => {
    expect(placePanel(window, column, none, [box(244, 560)])).toMatchObject({ fits: true });
    expect(placePanel(window, column, none, [box(243, 561)])).toMatchObject({ fits: false });
    expect(placePanel(200, column, { top: 56, bottom: 56 }, [])).toEqual({ top: 0, bottom: 0, fits: true });
  });

  it('never covers what must stay clear, is in the window, and is refused only when less than the least height is left', () => {
    const seen = { refused: 0, squeezed: 0 };
    fc.assert(
      fc.property(height, clear, boxes, (high, free, others) => {
        const { top, bottom, fits } = placePanel(high, column, free, others);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(bottom).toBeGreaterThanOrEqual(0);
        expect(top + bottom).toBeLessThanOrEqual(high);
        if (high - bottom > top) expect(others.filter(crosses(top, high - bottom))).toEqual([]);
        const least = Math.min(dockSizes.leastHeight, high);
        expect(fits).toBe(high - bottom - top >= least);
        if (fits) seen.squeezed += top + bottom > free.top + free.bottom ? 1 : 0;
        // Refused: every strip of the least height, tried pixel by pixel with the gap, covers something.
        if (fits || high - free.top - free.bottom < dockSizes.leastHeight) return;
        seen.refused++;
        for (let at = free.top; at + least <= high - free.bottom; at++)
          expect(others.some(crosses(at - 4, at + least + 4)), `free from ${at}`).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.refused, seen.squeezed)).toBeGreaterThan(20);
  });
});

describe('the place of the launcher', () => {
  const own = dockSizes.rail.height;

  it('is where the person wants it, or the nearest above or below what it would cover', () => {
    expect(placeLauncher(window, column, own, 304, [])).toBe(304);
    expect(placeLauncher(window, column, own, 304, [box(420, 450)])).toBe(284);
    expect(placeLauncher(window, column, own, 304, [box(310, 330)])).toBe(334);
    expect(placeLauncher(window, column, own, 304, [box(310, 330), box(340, 360)])).toBe(364);
    expect(placeLauncher(window, column, own, 304, [box(0, 800)])).toBeNull();
  });

  it('is in the window and covers nothing, or there is no such place', () => {
    let without = 0;
    fc.assert(
      fc.property(height, fc.integer({ min: -50, max: 2_100 }), boxes, (high, wanted, others) => {
        const top = placeLauncher(high, column, own, wanted, others);
        if (top !== null) {
          expect(top).toBeGreaterThanOrEqual(0);
          expect(top).toBeLessThanOrEqual(Math.max(0, high - own));
          expect(others.filter(crosses(top, top + own))).toEqual([]);
          return;
        }
        without++;
        for (let at = 0; at + own <= high; at++) expect(others.some(crosses(at - 4, at + own + 4))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(without).toBeGreaterThan(10);
  });
});

describe('what a hand makes of it', () => {
  it('is a width that the stylesheet knows, whatever is dragged', () => {
    expect([350, 371, -50, 9_000].map(snapWidth)).toEqual([360, 380, dockWidths.least, dockWidths.most]);
    fc.assert(fc.property(fc.double({ noNaN: true }), (width) => snapWidth(width) % dockWidths.step === 0));
  });

  it('is a whole percent that is remembered, in any window', () => {
    expect([snapRail(0, 800), snapRail(304, 800), snapRail(800, 800), snapRail(5, 0)]).toEqual([2, 38, 90, 90]);
  });
});
