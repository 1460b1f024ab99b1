import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dockWidths } from '../contract/dockWidths.ts';

const style = readFileSync(new URL('../../entrypoints/push.css', import.meta.url), 'utf8');

describe('the room that a page makes', () => {
  it('has a rule for every width that the dock can have, and no other', () => {
    const { least, most, step } = dockWidths;
    const steps = Array.from({ length: (most - least) / step + 1 }, (_, at) => least + at * step);
    const rules = [...style.matchAll(/html\[data-als-width="(\d+)"\] \{\s*--als-width: (\d+)px !important;/g)];
    expect(rules.map(([, name]) => Number(name))).toEqual(steps);
    expect(rules.every(([, name, value]) => name === value)).toBe(true);
    expect(steps).toContain(dockWidths.normal);
  });

  it('is none on narrow pages and on paper', () => {
    for (const medium of ['(max-width: 1199px)', 'print']) {
      const block = style.slice(style.indexOf(`@media ${medium}`));
      for (const side of ['end', 'start'])
        expect(block).toMatch(
          new RegExp(`html\\[data-als-push="${side}"\\] \\{\\s*margin-inline-${side}: 0 !important;`),
        );
    }
  });
});
