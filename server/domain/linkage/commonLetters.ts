/**
 * At most how many letters two texts can have in common, at any place: a letter that the other one lacks is none. Letters are told
 * apart by five bits, so this is an upper bound, and cheap; most pairs of records need no more to be told apart.
 */
export function commonLetters(a: string, b: string): number {
  let lettersA = 0;
  let lettersB = 0;
  for (let i = 0; i < a.length; i++) lettersA |= 1 << (a.charCodeAt(i) & 31);
  for (let i = 0; i < b.length; i++) lettersB |= 1 << (b.charCodeAt(i) & 31);
  return Math.min(a.length - bits(lettersA & ~lettersB), b.length - bits(lettersB & ~lettersA));
}

/** How many bits are set. */
function bits(n: number): number {
  let v = n - ((n >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
