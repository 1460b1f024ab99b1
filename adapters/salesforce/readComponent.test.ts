import { describe, expect, it } from 'vitest';
import { readComponent } from './readComponent.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('a component of one.app', () => {
  it.each([
    [{ componentDef: 'c:x', attributes: { recordId: '001' } }, { recordId: '001' }],
    [{ componentDef: 'c:x', attributes: { recordId: '001', name: 'Zürich' } }, { recordId: '001' }],
    [{ componentDef: 'one:alohaPage', attributes: { address: '/001' } }, { address: '/001' }],
    [{ componentDef: 'one:alohaPage', attributes: { recordId: '001' } }, { recordId: '001' }],
    [{ componentDef: 'c:x', attributes: { address: '/001' } }, null],
    [{ componentDef: 'reports:reportBuilder', attributes: { recordId: '001' } }, null],
    [{ componentDef: 7, attributes: { recordId: '001' } }, null],
    [{ componentDef: 'c:x', attributes: null }, null],
    [[], null],
    [null, null],
  ])('%j', (definition, found) => expect(readComponent(encode(definition))).toEqual(found));

  it.each(['', '=', 'a', 'eyJ', 'e30', '{"componentDef":"c:x"}', `${encode({}).slice(0, 3)}=====`, 'e30\n'])(
    'is nothing in %j',
    (text) => expect(readComponent(text)).toBeNull(),
  );
});
