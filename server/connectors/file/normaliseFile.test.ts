import { expect, it } from 'vitest';
import { normaliseFile } from './normaliseFile.ts';

it('a person whom a file says not to contact refuses everything, and by a file that says nothing is not refused', () => {
  const row = (body: object) =>
    normaliseFile({ source: 'file', kind: 'person', id: 'crm:7', modifiedAt: 1, deleted: false, body });
  expect(row({ name: 'Ada', doNotContact: true })).toMatchObject({
    doNotContact: true,
    consents: [{ channel: 'all', state: 'optedOut', key: { source: 'file', kind: 'person', id: 'crm:7' }, at: null }],
  });
  for (const silent of [{}, { doNotContact: false }, { doNotContact: null }])
    expect(row({ name: 'Ada', ...silent })).toMatchObject({ doNotContact: false, consents: [] });
});
