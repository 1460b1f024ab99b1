import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consent, daysAgo, person } from '../../tests/support/facts.ts';
import { mergePeople } from './people.ts';

const email = 'ida@acme.com';
const inHubspot = (some: Parameters<typeof person>[0]) =>
  person({ key: { source: 'hubspot', kind: 'contact', id: '7' }, email, ...some });

describe('mergePeople', () => {
  it('believes Salesforce first, whatever was read first, and completes it from HubSpot', () => {
    const salesforce = person({ email: 'Ida@Acme.com', name: 'Ida Byron', title: null, role: 'champion' });
    const hubspot = inHubspot({ name: 'I. Byron', title: 'Head of IT', role: 'user', leftAt: daysAgo(3) });
    const whole = { name: 'Ida Byron', title: 'Head of IT', role: 'champion', leftAt: daysAgo(3) };
    expect(mergePeople([hubspot, salesforce])).toMatchObject([whole]);
    expect(mergePeople([salesforce, hubspot])).toMatchObject([whole]);
  });

  it('believes of two records of one source the one changed last', () => {
    const older = person({ email, title: 'Buyer', modifiedAt: daysAgo(2) });
    const newer = person({ email, title: 'Head of Purchasing', modifiedAt: daysAgo(1) });
    expect(mergePeople([older, newer])).toMatchObject([{ title: 'Head of Purchasing' }]);
  });

  it('takes no address for a name where somebody knows the name', () => {
    const nameless = inHubspot({ name: email });
    const named = person({ key: { source: 'file', kind: 'person', id: '1' }, email, name: 'Ida Byron' });
    expect(mergePeople([nameless, named])).toMatchObject([{ name: 'Ida Byron' }]);
    expect(mergePeople([nameless])).toMatchObject([{ name: email }]);
  });

  it('does not depend on the order in which people were read', () => {
    const people = [
      person({ email, consents: [consent()] }),
      person({ email, title: 'Buyer' }),
      inHubspot({ name: email, consents: [consent({ channel: 'phone' })] }),
      person({ email: null }),
      person({ key: { source: 'zendesk', kind: 'user', id: '1' }, email }),
    ];
    const first = mergePeople(people);
    expect(first).toHaveLength(2);
    fc.assert(
      fc.property(fc.shuffledSubarray(people, { minLength: people.length }), (shuffled) => {
        expect(mergePeople(shuffled)).toEqual(first);
      }),
    );
  });
});
