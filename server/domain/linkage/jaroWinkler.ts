import { commonLetters } from './commonLetters.ts';

/** Which letters are taken, reused: names are compared millions of times. */
let takenA = new Uint8Array(64);
let takenB = new Uint8Array(64);

/**
 * Jaro's similarity with Winkler's bonus for a common beginning of up to four characters, 0 to 1 (Winkler 1990, "String comparator
 * metrics and enhanced decision rules in the Fellegi-Sunter model of record linkage"). Two empty texts are equal. A similarity that
 * cannot reach `atLeast` may be reported as 0.
 */
export function jaroWinkler(a: string, b: string, atLeast = 0): number {
  if (a === b) return 1;
  // Letters are taken greedily, so the order of the texts could show.
  if (a.length > b.length || (a.length === b.length && a > b)) [a, b] = [b, a];
  if (atLeast > 0) {
    const common = commonLetters(a, b);
    const most = (common / a.length + common / b.length + 1) / 3;
    if (most + 0.4 * (1 - most) < atLeast) return 0;
  }
  const similarity = jaro(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return similarity + prefix * 0.1 * (1 - similarity);
}

function jaro(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  if (takenA.length < a.length) takenA = new Uint8Array(2 * a.length);
  if (takenB.length < b.length) takenB = new Uint8Array(2 * b.length);
  takenA.fill(0, 0, a.length);
  takenB.fill(0, 0, b.length);
  let matches = 0;
  for (let i = 0; i < a.length; i++) {
    const end = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (takenB[j] || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let outOfOrder = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    if (!takenA[i]) continue;
    while (!takenB[j]) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) outOfOrder++;
    j++;
  }
  return (matches / a.length + matches / b.length + (matches - outOfOrder / 2) / matches) / 3;
}
