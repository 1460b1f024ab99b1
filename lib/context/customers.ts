import type { ContextDocument, ContextResponse } from '../contract/context.ts';
import type { Candidate, LinkEvidence } from '../contract/identity.ts';

/**
 * The customers on a screen, when there are several; otherwise none. The record's own comes first, then those that its resolution names
 * besides, then the one of the record around it. Of a record that fits several equally, these.
 */
export function customersOf(own: ContextResponse | null, around: ContextResponse | null): Candidate[] {
  if (!own) return [];
  const { document, resolution } = own;
  const all = document
    ? // An answer that was stored by an older version names no others.
      [asCandidate(document, resolution.evidence), ...(resolution.others ?? [])]
    : [...resolution.candidates];
  if (document && around?.document) all.push(asCandidate(around.document, [{ rule: 'workspace', value: '' }]));
  const distinct = all.filter((one, i) => all.findIndex(({ accountId }) => accountId === one.accountId) === i);
  return distinct.length > 1 ? distinct : [];
}

function asCandidate({ accountId, header }: ContextDocument, evidence: LinkEvidence[]): Candidate {
  return { accountId, name: header.name, domain: header.domain, evidence };
}
