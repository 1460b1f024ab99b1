import { describe, expect, it } from 'vitest';
import { company, person, ticket } from '../../../tests/support/facts.ts';
import { withoutOwn } from './ownAddresses.ts';

const own = new Set(['cobalt.com']);

describe('what identity sees of our own people', () => {
  it('is no address and no site of ours', () => {
    const fact = company({ websites: ['www.cobalt.com', 'acme.com'], emails: ['a@eu.cobalt.com', 'b@acme.com'] });
    expect(withoutOwn(fact, own)).toEqual({ ...fact, websites: ['acme.com'], emails: ['b@acme.com'] });
    expect(withoutOwn(person({ email: 'Ada@Cobalt.com' }), own)).toMatchObject({ email: null });
    expect(withoutOwn(person({ email: 'ida@acme.com' }), own)).toMatchObject({ email: 'ida@acme.com' });
  });

  it('is everything else', () => {
    const fact = person({ email: null });
    expect(withoutOwn(fact, own)).toBe(fact);
    const request = ticket();
    expect(withoutOwn(request, own)).toBe(request);
    const ours = person({ email: 'ada@cobalt.com' });
    expect(withoutOwn(ours, new Set())).toBe(ours);
  });
});
