import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Place } from '../contract/dock.ts';
import { readPolicy } from './policy.ts';

const managed = (set: unknown) => ({ get: async () => set });
const nothing = { place: null, backend: null };

afterEach(() => vi.restoreAllMocks());

describe('the policy of the organisation', () => {
  it('is what the managed storage holds', async () => {
    const set = { place: 'browser', backend: 'https://alongside.acme.example' };
    expect(await readPolicy(managed(set))).toEqual(set);
    expect(await readPolicy(managed({ place: 'page' }))).toEqual({ place: 'page', backend: null });
  });

  it('is nothing where there is none: an empty storage, none at all, or one that refuses as in Firefox', async () => {
    const warn = vi.spyOn(console, 'warn');
    expect(await readPolicy(managed({}))).toEqual(nothing);
    expect(await readPolicy(undefined)).toEqual(nothing);
    const refusing = { get: () => Promise.reject(new Error('Managed storage manifest not found')) };
    expect(await readPolicy(refusing)).toEqual(nothing);
    expect(warn).not.toHaveBeenCalled();
  });

  it('leaves out what is not as expected, says so, and keeps the rest', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await readPolicy(managed({ place: 'left', backend: 'https://b.example' }))).toEqual({
      place: null,
      backend: 'https://b.example',
    });
    expect(await readPolicy(managed({ place: 'browser', backend: 7 }))).toEqual({ place: 'browser', backend: null });
    expect(await readPolicy(managed({ backend: 'x'.repeat(501) }))).toEqual(nothing);
    expect(warn.mock.calls.map(([text]) => /"(\w+)"/.exec(text)?.[1])).toEqual(['place', 'backend', 'backend']);
    expect(await readPolicy(managed({ other: 1 }))).toEqual(nothing);
    expect(warn).toHaveBeenCalledTimes(3);
  });
});

describe('the schema that Chromium reads the policy by', () => {
  type Node = { type: string; enum?: string[]; title?: string; description?: string };
  const schema = JSON.parse(readFileSync(new URL('../../public/schema.json', import.meta.url), 'utf8'));
  const properties = Object.entries(schema.properties as Record<string, Node>);

  it('names the same settings with the same choices', async () => {
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
