import type { RecordRef } from '../../lib/contract/record.ts';
import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import { defineAdapter } from '../defineAdapter.ts';
import { decode, readPath } from '../readPath.ts';
import { nonCustomerPrefix, objectOfPrefix } from './objects.ts';
import { pack } from './pack.ts';
import { readComponent } from './readComponent.ts';

/** Addresses may lie in addresses. */
const maxDepth = 3;

/** Salesforce: Lightning, its console and app routes, the older one.app, Classic and Visualforce. Ids become 18 characters. */
export const salesforce = defineAdapter('salesforce', pack, {
  textOf({ hostname, pathname, search, hash }) {
    const path = readPath(pathname);
    if (hostname.endsWith('.my.site.com')) return `//${path}`;
    return path === 'one/one.app' || path === 'console' ? path + decodedHash(hash) : path || search;
  },
  recordOf({ route, object, id }, url, depth) {
    const instance = url.hostname;
    switch (route.rule) {
      case 'lightning.action':
        return record(parameter(url, /[?&]recordId=([^&]*)/), null, instance) ?? background(url, depth);
      case 'lightning.new':
        return background(url, depth);
      case 'one.redirect':
        return inner(`/${decodedHash(url.hash).split('/alohaRedirect/', 2)[1]}`, url, depth);
      case 'one.component': {
        const { recordId, address } = readComponent(decodedHash(url.hash).slice(1)) ?? {};
        return address ? inner(address, url, depth) : record(recordId, null, instance);
      }
      case 'classic.page':
        return record(parameter(url, /[?&]id=([^&]*)/i), null, instance);
      case 'experience.record':
        return objectOfPrefix[id?.slice(0, 3) ?? ''] ? record(id, null, instance) : null;
      default:
        return record(id, object === 'sObject' ? null : object, instance);
    }
  },
  /**
   * In a console the path is the focused tab and `ws` the workspace tab around it (source: developer.salesforce.com, generateConsoleUrl).
   * It may hold anything, so it is decoded once, and counts only as a record that is another one.
   */
  parentOf(found, { route }, url) {
    if (!/^lightning\.(?:record|short)$/.test(route.rule)) return null;
    const around = lightningAt(parameter(url, /[?&]ws=([^&]*)/), url, 0);
    return around?.id === found.id ? null : around;
  },
});

function decodedHash(hash: string): string {
  return decode(hash) ?? '';
}

/** The first of its name, decoded once. Not by `searchParams`, which takes as long as all the rest. */
function parameter({ search }: URL, pattern: RegExp): string | null {
  const value = pattern.exec(search)?.[1];
  return value ? decode(value) : null;
}

/** A create dialog lies over a record, which is named in `backgroundContext`. */
function background(url: URL, depth: number): RecordRef | null {
  return lightningAt(parameter(url, /[?&]backgroundContext=([^&]*)/), url, depth);
}

function lightningAt(path: string | null, url: URL, depth: number): RecordRef | null {
  return path?.startsWith('/lightning/') ? inner(path, url, depth) : null;
}

/** The record of an address inside this one. It belongs to the instance on the address bar, whatever host frames it. */
function inner(address: string, { origin, hostname }: URL, depth: number): RecordRef | null {
  const url = depth < maxDepth ? URL.parse(address, origin) : null;
  if (url?.protocol !== 'https:' || url.port !== '' || !salesforce.isHost(url.hostname)) return null;
  const { record: found } = salesforce.read(url, depth + 1);
  return found === null || found === 'keep' ? null : { ...found, instance: hostname };
}

function record(
  rawId: string | null | undefined,
  object: string | null | undefined,
  instance: string,
): RecordRef | null {
  // Every id has a digit; an object's name of as many letters has none.
  const id = rawId && /\d/.test(rawId) ? canonicalSalesforceId(rawId) : null;
  if (id === null || nonCustomerPrefix.test(id)) return null;
  const name = object ?? objectOfPrefix[id.slice(0, 3)] ?? '?';
  return /^[A-Za-z0-9_?]{1,80}$/.test(name) ? { system: 'salesforce', instance, object: name, id } : null;
}
