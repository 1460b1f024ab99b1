import type { RecordRef } from '../../lib/contract/record.ts';
import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import { defineAdapter, segments } from '../defineAdapter.ts';
import { nonCustomerObjects, nonCustomerPrefixes, objectOfPrefix } from './objects.ts';

/** Lower-case labels only, of 63 characters at most, as in DNS: a host that is not one of these is not Salesforce, however it ends. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const partition = '(?:sandbox|develop|scratch|demo|patch|trailblaze|free|bt|sfdctest|sfdcdot)';
const hosts = [
  new RegExp(`^${label}(?:\\.${partition})?\\.lightning\\.(?:force\\.com|force\\.mil|crmforce\\.mil)$`),
  new RegExp(`^${label}(?:\\.${partition})?\\.my\\.salesforce\\.(?:com|mil)$`),
  new RegExp(`^${label}(?:\\.${partition})?\\.(?:lightning|my)\\.(?:sfcrmapps|sfcrmproducts)\\.cn$`),
  new RegExp(`^${label}(?:\\.${partition})?\\.vf\\.force\\.com$`),
  new RegExp(`^${label}(?:\\.${partition})?\\.my\\.site\\.com$`),
  /^(?:na|eu|ap|cs|um|gs)\d{1,4}\.(?:lightning\.force|salesforce)\.com$/,
  new RegExp(`^${label}--${label}\\.visualforce\\.com$`),
  new RegExp(`^(?:${label}\\.)?(?:${label}\\.)?visual\\.force\\.com$`),
];

const idPattern = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/;
const maxDepth = 3;

/** Salesforce: Lightning, its console and app routes, the older one.app, Classic and Visualforce. Ids become 18 characters. */
export const salesforce = defineAdapter({
  system: 'salesforce',
  // Production, sandbox and partitioned domains alike: the wildcard stands for any number of labels. Classic hosts are parsed, but
  // not asked for: they also serve sign-in and setup.
  matches: ['https://*.lightning.force.com/*'],
  isHost: (host) => hosts.some((pattern) => pattern.test(host)),
  parseUrl: (url) => parse(url, 0),
});

function parse(url: URL, depth: number): RecordRef | null {
  const instance = url.hostname;
  const path = segments(url.pathname);
  const [head = ''] = path;
  if (instance.endsWith('.my.site.com')) return experience(path, instance);
  if (head === 'lightning') return lightning(url, path.slice(1), instance, depth);
  if (head === 'one' && path[1] === 'one.app') return oneApp(url, instance, depth);
  if (head === 'apex') return visualforce(url, instance);
  if (head === 'console') return consoleHash(url, instance);
  if (path.length >= 1 && path.length <= 2 && (path.length === 1 || path[1] === 'e'))
    return record(head, null, instance);
  return null;
}

function lightning(url: URL, route: string[], instance: string, depth: number): RecordRef | null {
  let rest = route;
  // /lightning/app/{id or name}/… is the same route inside an app.
  if (rest[0] === 'app') rest = rest.slice(2);
  const [kind = '', first = '', second = ''] = rest;
  if (kind === 'r') {
    // An object name of 15 or 18 letters looks like an id, so the second segment is tried first.
    if (idPattern.test(second)) return record(second, first === 'sObject' ? null : first, instance);
    return second === 'view' || second === 'edit' || second === 'related' || second === 'clone' || second === ''
      ? record(first, null, instance)
      : null;
  }
  if (kind === 'action' && first === 'quick') {
    const id = url.searchParams.get('recordId');
    return (id ? record(id, null, instance) : null) ?? background(url, depth);
  }
  if (kind === 'o' && second === 'new') return background(url, depth);
  return null;
}

/** A create dialog lies over a record, which is named in `backgroundContext`. */
function background(url: URL, depth: number): RecordRef | null {
  const context = url.searchParams.get('backgroundContext');
  if (!context?.startsWith('/lightning/') || depth >= maxDepth) return null;
  const inner = new URL(context, url.origin);
  return inner.origin === url.origin ? parse(inner, depth + 1) : null;
}

function oneApp(url: URL, instance: string, depth: number): RecordRef | null {
  const hash = safeDecode(url.hash.slice(1));
  if (hash === null) return null;
  const plain = /^\/sObject\/([A-Za-z0-9]+)(?:[?/].*)?$/.exec(hash);
  if (plain?.[1]) return record(plain[1], null, instance);
  const definition = decodeJson(hash);
  if (definition === null) return null;
  const component = definition.componentDef;
  const attributes = definition.attributes;
  if (typeof component !== 'string' || typeof attributes !== 'object' || attributes === null) return null;
  if (/^(?:desktopDashboards|reports|omni):/.test(component)) return null;
  const { address, recordId } = attributes as Record<string, unknown>;
  if (component === 'one:alohaPage' && typeof address === 'string' && depth < maxDepth) {
    if (!URL.canParse(address, url.origin)) return null;
    const inner = new URL(address, url.origin);
    if (inner.protocol !== 'https:' || inner.port !== '' || !salesforce.isHost(inner.hostname)) return null;
    const found = parse(inner, depth + 1);
    // The page is framed in Lightning; the record belongs to the instance on the address bar.
    return found && { ...found, instance };
  }
  return typeof recordId === 'string' ? record(recordId, null, instance) : null;
}

function visualforce(url: URL, instance: string): RecordRef | null {
  for (const [name, value] of url.searchParams) if (name.toLowerCase() === 'id') return record(value, null, instance);
  return null;
}

function consoleHash(url: URL, instance: string): RecordRef | null {
  const hash = safeDecode(url.hash.slice(1));
  const id = hash === null ? null : /^\/([A-Za-z0-9]{15,18})\|?$/.exec(hash)?.[1];
  return id ? record(id, null, instance) : null;
}

/** Experience Cloud: `/{site}/s/{object}/{id}/{slug}` and `/s/detail/{id}`, for standard prefixes only. */
function experience(path: string[], instance: string): RecordRef | null {
  const at = path.indexOf('s');
  if (at < 0 || at > 1) return null;
  const id = path[at + 2] ?? '';
  return objectOfPrefix[id.slice(0, 3)] ? record(id, null, instance) : null;
}

function record(rawId: string, object: string | null, instance: string): RecordRef | null {
  const id = canonicalSalesforceId(rawId);
  if (id === null) return null;
  const prefix = id.slice(0, 3);
  if (nonCustomerPrefixes.has(prefix) || prefix.startsWith('ka')) return null;
  const known = objectOfPrefix[prefix];
  const name = object ?? known ?? '?';
  if (nonCustomerObjects.has(name) || !/^[A-Za-z0-9_?]{1,80}$/.test(name)) return null;
  return { system: 'salesforce', instance, object: name, id };
}

function safeDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function decodeJson(base64: string): { componentDef?: unknown; attributes?: unknown } | null {
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64)) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
