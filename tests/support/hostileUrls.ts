import { readFileSync } from 'node:fs';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';

const corpus = readFileSync(new URL('../fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { url: string }).url);

/** Real hosts, hosts that only look like them, and forms that a browser reads as something else than they look. */
const hosts = [
  'acme.lightning.force.com',
  'acme--uat.sandbox.my.salesforce.com',
  'app-eu1.hubspot.com',
  'acme.zendesk.com',
  'evillightning.force.com',
  'evilzendesk.com',
  'www.zendesk.com',
  'app.hubspot.com.evil.example',
  'app.hubspot.com@evil.example',
  'evil.example#.zendesk.com',
  'acme.zendesk.com.',
  'acme.zendesk.com:8443',
  'ACME.Lightning.Force.COM',
  'acme。zendesk．com',
  'acme.zend\u0435sk.com',
  'acme.lightning.force.com\\@evil.example',
  '127.0.0.1',
  '[::1]',
  '',
];
/** Also the names that every object of JavaScript has. */
const words = ['__proto__', 'constructor', 'toString', '..', '.', 'one', 'one.app', 'r', 'agent', '001', '2-1', '0-2'];
const marks = [
  ...'/?#&=%:@\\;,.[]{}<>"\'`|^~ \t\n\r\0\u202e\ud800\ufeffé漢👩',
  '%00',
  '%2F',
  '%252F',
  '%E0%A4%A',
  '%u0041',
];
const lengths = [254, 1_000, 8_191, 8_192, 8_193, 20_000];
const fillers = ['a', '/', '%2F', 'a--', '1', 'x/', '&a=b', '%0A', '漢', '=', '#', '.'];

/** An endless row of URLs, the same for the same seed: in turns one of the corpus, damaged up to three times, and an arbitrary text. */
export function createHostileUrls(seed: number): () => string {
  const random = createRandom(seed);
  let isArbitrary = true;
  return () => {
    isArbitrary = !isArbitrary;
    if (isArbitrary) return arbitrary(random);
    let url = random.pick(corpus);
    for (let left = random.int(0, 3); left > 0; left--) url = random.pick(damages)(url, random);
    return url;
  };
}

/** Each takes a URL and gives one that is wrong in its own way. */
const damages: readonly ((url: string, random: Random) => string)[] = [
  function cut(url, random) {
    const at = random.int(0, url.length);
    return url.slice(0, at) + url.slice(random.int(at, Math.min(url.length, at + 20)));
  },
  function double(url, random) {
    const at = random.int(0, url.length);
    return url.slice(0, random.int(at, url.length)) + url.slice(at);
  },
  function swap(url, random) {
    const parts = url.split(/([/?#&=.])/);
    const [a, b] = [random.int(0, parts.length - 1), random.int(0, parts.length - 1)];
    [parts[a], parts[b]] = [parts[b] ?? '', parts[a] ?? ''];
    return parts.join('');
  },
  function encode(url, random) {
    const at = random.int(0, url.length);
    const piece = url.slice(at, at + random.pick([1, 3, 40])).toWellFormed();
    return url.slice(0, at) + encodeURIComponent(piece) + url.slice(at + piece.length);
  },
  (url, random) => insert(url, random.pick(marks), random),
  (url, random) => insert(url, text(random, random.int(1, 12)), random),
  function word(url, random) {
    const parts = url.split('/');
    parts[random.int(Math.min(3, parts.length - 1), parts.length - 1)] = random.pick(words);
    return parts.join('/');
  },
  (url, random) => url.replace(/^(https:\/\/)[^/]*/, (_, scheme) => scheme + random.pick(hosts)),
  (url, random) => url.replace('https:', random.pick(['http:', 'HTTPS:', 'file:', 'javascript:', 'blob:https:', ''])),
  function lengthen(url, random) {
    const filler = random.pick(fillers);
    const missing = Math.max(0, random.pick(lengths) - url.length);
    return insert(url, filler.repeat(Math.ceil(missing / filler.length)).slice(0, missing), random);
  },
  function nest(url, random) {
    let inner = url.replace(/^https:\/\/[^/]*/, '');
    for (let depth = random.int(1, 8); depth > 0 && inner.length < 3_000; depth--)
      inner = `/lightning/o/Case/new?backgroundContext=${encodeURIComponent(inner.toWellFormed())}`;
    return `https://acme.lightning.force.com${inner}`;
  },
  function surround(url, random) {
    const around = random.pick(corpus).replace(/^https:\/\/[^/]*/, '');
    return `${url}${url.includes('?') ? '&' : '?'}ws=${random.chance(0.8) ? encodeURIComponent(around.toWellFormed()) : around}`;
  },
  (url, random) => `https://acme.lightning.force.com/one/one.app#${oneApp(url, random)}`,
];

/** What one.app keeps behind its hash, in Base64: right, of the wrong shape, nested, or damaged. */
function oneApp(url: string, random: Random): string {
  let definition: unknown = { componentDef: random.pick(['one:alohaPage', 'c:x', 7]), attributes: { address: url } };
  if (random.chance(0.3)) definition = random.pick([null, [], 1, { attributes: null, componentDef: 'one:alohaPage' }]);
  let hash = Buffer.from(JSON.stringify(definition)).toString('base64');
  if (random.chance(0.5)) hash = `/sObject/${random.pick(['0014v00000W4IRLAA3', '001'])}/rlName${text(random, 9)}`;
  if (random.chance(0.3)) hash = encodeURIComponent(hash.toWellFormed());
  return random.chance(0.3) ? insert(hash, random.pick([...marks, ...fillers]), random) : hash;
}

/** Text of any kind: bare, after a scheme, or behind a host that may be a CRM's. */
function arbitrary(random: Random): string {
  let any = text(random, random.int(0, 120));
  if (random.chance(0.02)) any = any.padEnd(random.pick(lengths), text(random, 40));
  return random.pick(['', 'https://', `https://${random.pick(hosts)}/`, `https://${random.pick(hosts)}/agent/`]) + any;
}

function text(random: Random, length: number): string {
  const ascii = random.chance(0.5);
  return Array.from({ length }, () =>
    random.chance(0.1) ? random.pick(marks) : String.fromCharCode(ascii ? random.int(32, 126) : random.int(0, 0xffff)),
  ).join('');
}

function insert(into: string, piece: string, random: Random): string {
  const at = random.int(0, into.length);
  return into.slice(0, at) + piece + into.slice(at);
}
