const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The three check characters of a 15-character Salesforce id: for each chunk of five, bit k is set when the k-th character
 * is an upper-case letter. Source: help.salesforce.com, "What are Salesforce 18-character IDs".
 */
export function salesforceChecksum(id15: string): string {
  let check = '';
  for (let chunk = 0; chunk < 3; chunk++) {
    let bits = 0;
    for (let k = 0; k < 5; k++) {
      const code = id15.charCodeAt(chunk * 5 + k);
      if (code >= 65 && code <= 90) bits |= 1 << k;
    }
    check += letters[bits];
  }
  return check;
}

/** The 18-character form of a Salesforce id. Null for anything that is not an id: another length, another alphabet, a wrong checksum. */
export function canonicalSalesforceId(id: string): string | null {
  if (!/^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/.test(id)) return null;
  const base = id.slice(0, 15);
  const check = salesforceChecksum(base);
  if (id.length === 18 && id.slice(15) !== check) return null;
  return base + check;
}
