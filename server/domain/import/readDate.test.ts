import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateReader } from './readDate.ts';

const read = (format: string | undefined, text: string) => {
  const ms = dateReader(format)?.(text) ?? null;
  return ms === null ? null : new Date(ms).toISOString();
};

describe('dates', () => {
  it.each([
    [undefined, '2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['iso', '2026-11-21T09:30:00+02:00', '2026-11-21T07:30:00.000Z'],
    ['iso', '2026-11-21 09:30:05.25', '2026-11-21T09:30:05.250Z'],
    ['iso', '2026-02-31', null],
    ['iso', '2026-11-21T25:00:00Z', null],
    ['iso', '21.11.2026', null],
    ['DD.MM.YYYY', '21.11.2026', '2026-11-21T00:00:00.000Z'],
    ['DD.MM.YYYY', '1.2.2026', '2026-02-01T00:00:00.000Z'],
    ['MM/DD/YYYY', '02/01/2026', '2026-02-01T00:00:00.000Z'],
    ['MM/DD/YYYY', '21/11/2026', null],
    ['DD.MM.YYYY', '31.02.2026', null],
    ['DD.MM.YYYY HH:mm', '21.11.2026 9:05', '2026-11-21T09:05:00.000Z'],
    ['YYYYMMDD', '20261121', '2026-11-21T00:00:00.000Z'],
    ['unix', '1795253400', '2026-11-21T09:30:00.000Z'],
    ['unixMs', '1795253400000', '2026-11-21T09:30:00.000Z'],
    ['unix', 'soon', null],
  ])('%s reads %s', (format, text, iso) => expect(read(format, text)).toBe(iso));

  it.each(['', 'DD.MM', 'DD.MM.YYYY DD', 'Day DD.MM.YYYY', 'yyyy-mm-dd'])('%j is no format', (format) => {
    expect(dateReader(format)).toBeNull();
  });

  it('every day that exists is read back, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32), (year, month, day) => {
        const iso = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
          '-',
        );
        const ms = dateReader('YYYY-MM-DD')?.(iso) ?? null;
        expect(dateReader()?.(iso) ?? null).toBe(ms);
        if (ms !== null) expect(new Date(ms).toISOString().slice(0, 10)).toBe(iso);
        else expect(month < 1 || month > 12 || day < 1 || day > 28).toBe(true);
      }),
    );
  });
});
