import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Place } from '../contract/dock.ts';
import { createPolicies } from './policy.ts';

const nothing = { place: null, backend: null };
const settled = () => new Promise((done) => setImmediate(done));

afterEach(() => vi.restoreAllMocks());

/** A browser whose managed storage answers when `answer` is called, and at once when `set` is given. */
function browser({ set, before }: { set?: unknown; before?: unknown } = {}) {
  const answer = Promise.withResolvers<Record<string, unknown>>();
  if (set !== undefined) answer.resolve(set as Record<string, unknown>);
  const stored = new Map<string, unknown>(before === undefined ? [] : [['policy', before]]);
  const changed = vi.fn();
  const managed = { get: vi.fn(() => answer.promise) };
  const kept = {
    get: async (key?: string) => ({ [key ?? '']: stored.get(key ?? '') }),
    set: async (values: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(values)) stored.set(key, value);
    },
  };
  return { answer, managed, stored, changed, policies: createPolicies(managed, kept, changed), kept };
}

/** What counts once the managed storage has answered with this. */
async function whenSet(set: unknown) {
  const { policies } = browser({ set });
  await policies.read();
  await settled();
  return policies.read();
}

describe('the policy of the organisation', () => {
  it('is what the managed storage holds', async () => {
    const set = { place: 'browser', backend: 'https://alongside.acme.example' };
    expect(await whenSet(set)).toEqual(set);
    expect(await whenSet({ place: 'page', other: 1 })).toEqual({ place: 'page', backend: null });
    expect(await whenSet({})).toEqual(nothing);
  });

  it('is nothing where there is no such storage, or one that refuses as in Firefox', async () => {
    const warn = vi.spyOn(console, 'warn');
    const { kept } = browser();
    const refusing = { get: () => Promise.reject(new Error('Managed storage manifest not found')) };
    for (const managed of [undefined, refusing])
      expect(await createPolicies(managed, kept, () => expect.unreachable()).read()).toEqual(nothing);
    await settled();
    expect(warn).not.toHaveBeenCalled();
  });

  it('leaves out what is not as expected, says so, and keeps the rest', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await whenSet({ place: 'left', backend: 'https://b.example' })).toEqual({
      place: null,
      backend: 'https://b.example',
    });
    expect(await whenSet({ place: 'browser', backend: 7 })).toEqual({ place: 'browser', backend: null });
    expect(await whenSet({ backend: 'x'.repeat(501) })).toEqual(nothing);
    expect(warn.mock.calls.map(([text]) => /"(\w+)"/.exec(text)?.[1])).toEqual(['place', 'backend', 'backend']);
  });
});

describe('while the browser has not handed it out yet', () => {
  it('what was set last time counts; nobody is told when it still does', async () => {
    const before = { place: 'browser', backend: null };
    const { policies, answer, changed } = browser({ before });
    expect(await policies.read()).toEqual(before);
    answer.resolve({ place: 'browser' });
    await settled();
    expect(changed).not.toHaveBeenCalled();
    expect(await policies.read()).toEqual(before);
  });

  it('nothing counts in a new browser; what comes then is kept, and told once', async () => {
    const { policies, answer, changed, stored } = browser();
    expect(await policies.read()).toEqual(nothing);
    answer.resolve({ place: 'browser' });
    await settled();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(stored.get('policy')).toEqual({ place: 'browser', backend: null });
    expect(await policies.read()).toEqual({ place: 'browser', backend: null });
    await settled();
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it.each([[7], ['text'], [{ place: 'left', backend: null }], [{ place: 'browser' }]])(
    'what is kept is not believed when it is %j',
    async (before) => expect(await browser({ before }).policies.read()).toEqual(nothing),
  );

  it('a policy that was taken back is forgotten', async () => {
    const { policies, answer, stored, changed } = browser({
      before: { place: 'browser', backend: 'https://b.example' },
    });
    await policies.read();
    answer.resolve({});
    await settled();
    expect([await policies.read(), stored.get('policy')]).toEqual([nothing, nothing]);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('is asked for again when the browser says that it has changed, and only then', async () => {
    const { policies, managed } = browser({ set: {} });
    await policies.read();
    await policies.read();
    expect(managed.get).toHaveBeenCalledTimes(1);
    policies.forget();
    await policies.read();
    expect(managed.get).toHaveBeenCalledTimes(2);
  });
});

describe('the schema that Chromium reads the policy by', () => {
  type Node = { type: string; enum?: string[]; title?: string; description?: string };
  const schema = JSON.parse(readFileSync(new URL('../../public/schema.json', import.meta.url), 'utf8'));
  const properties = Object.entries(schema.properties as Record<string, Node>);

  it('names the same settings with the same choices', () => {
    expect(properties.map(([name]) => name).sort()).toEqual(Object.keys(nothing).sort());
    expect(schema.properties.place.enum).toEqual(Place.options);
  });

  it('is one that Chromium loads: an object, one type for each node, no additionalProperties', () => {
    expect(Object.keys(schema).sort()).toEqual(['properties', 'type']);
    expect(schema.type).toBe('object');
    for (const [name, { type, title, description }] of properties)
      expect([name, type, !!title, !!description]).toEqual([name, 'string', true, true]);
  });
});
