import { expect, it } from 'vitest';
import { readPublished } from '../../tests/support/publishing.ts';
import { day, hour, nowMs, startSandboxed } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import { type ConsentStory, consentStoryOf } from '../sandbox/world/consents.ts';
import type { Person } from '../sandbox/world/types.ts';

/** What the panel shows of each story of the world, told in both systems. */
const shown: Record<ConsentStory, { doNotContact?: boolean; optOuts?: string[] }> = {
  none: {},
  emailRefused: { optOuts: ['email'] },
  callsRefused: { optOuts: ['phone'] },
  notSolicited: { doNotContact: true },
  systemsDiffer: { optOuts: ['email'] },
  refusalEnded: {},
  allUnsubscribed: { optOuts: ['email'] },
  oneUnsubscribed: {},
};

describeStores('the consent of people', (stores) => {
  async function start() {
    const { store, sandbox, ...on } = await startSandboxed(stores, { only: ['salesforce', 'hubspot'], accounts: 60 });
    const sync = async (at: number) => expect((await on.sync(at)).sources.map((s) => s.error)).toEqual([null, null]);
    const documents = (mask: 'full' | 'restricted') => readPublished(store, mask);
    /** What the documents say of a person. */
    const about = async ({ email }: Pick<Person, 'email'>) => {
      const all = await documents('full');
      const people = all.flatMap((d) => d.sections.people.data?.people ?? []).find((p) => p.email === email);
      return { ...people, consent: all.flatMap((d) => d.consents ?? []).find((c) => c.email === email) };
    };
    const drift = async (source: PulledSource, at: number) =>
      (await on.drift(source, at)).map(([, field, what]) => [field, what]);
    /** People who tell a story and are in both systems. */
    const tellers = (story: ConsentStory) =>
      sandbox.world.customers.flatMap((c) =>
        c.people.filter((p) => consentStoryOf(c, p) === story && p.salesforceId && p.hubspotId && !p.optedOut),
      );
    const teller = (story: ConsentStory) => tellers(story)[0] ?? expect.unreachable(`nobody tells of ${story}`);
    await sync(nowMs);
    return { sandbox, sync, documents, about, drift, teller };
  }

  it('is published with source, record and time, the strictest word first, and a viewer sees none of it', async () => {
    const { documents, about, teller } = await start();
    for (const [story, { doNotContact = false, optOuts }] of Object.entries(shown)) {
      const said = await about(teller(story as ConsentStory));
      expect([story, said.doNotContact, said.optOuts]).toEqual([story, doNotContact, optOuts]);
    }
    const { consent } = await about(teller('emailRefused'));
    expect(consent?.channels).toMatchObject({ email: 'optedOut', phone: 'unknown' });
    expect(consent?.statements[0]).toMatchObject({
      channel: 'email',
      state: 'optedOut',
      system: 'salesforce',
      object: 'ContactPointTypeConsent',
      origin: 'Preference centre',
      at: new Date(nowMs - 90 * day).toISOString(),
    });
    expect((await about(teller('none'))).consent).toBeUndefined();

    const differing = (await documents('full'))
      .flatMap((d) => d.contradictions ?? [])
      .filter((c) => c.what === 'consent');
    const { name } = teller('systemsDiffer');
    expect(differing.map((c) => c.sides.map((s) => [s.system, s.value]))).toContainEqual([
      ['hubspot', expect.stringContaining(`${name}: no (`)],
      ['salesforce', `${name}: yes (e-mail)`],
    ]);

    const hidden = await documents('restricted');
    expect(hidden.length).toBeGreaterThan(40);
    for (const document of hidden) {
      expect(document.consents).toBeUndefined();
      expect(document.contradictions?.some((c) => c.what === 'consent')).toBe(false);
      for (const person of document.sections.people.data?.people ?? [])
        expect([person.doNotContact, person.optOuts]).toEqual([false, undefined]);
      expect(JSON.stringify(document)).not.toMatch(/Preference centre|optedOut|ContactPointType|subscri/i);
    }
  });

  it('follows a change at either system, also one that leaves the contact as it was', async () => {
    const { sandbox, sync, about, teller } = await start();
    const [refused, silent, unsubscribed] = [teller('emailRefused'), teller('none'), teller('allUnsubscribed')];
    const { salesforce, hubspot } = sandbox.vendors;
    const statements = (await about(refused)).consent?.statements ?? [];
    for (const { id, object } of statements.filter((s) => s.state === 'optedOut'))
      expect(salesforce.remove(object, id, nowMs + hour)).toBe(true);
    hubspot.change('subscriptions', unsubscribed.email, { status: 'NOT_SPECIFIED' }, nowMs + hour);
    hubspot.change('subscriptions', silent.email, { status: 'UNSUBSCRIBED' }, nowMs + hour);
    hubspot.change('contacts', silent.hubspotId ?? '', {}, nowMs + hour);
    await sync(nowMs + 2 * hour);
    expect((await about(refused)).consent?.channels.email).toBe('optedIn');
    expect((await about(silent)).optOuts).toEqual(['email']);
    // HubSpot does not tell that this one has changed; the weekly full pass asks about everybody.
    expect((await about(unsubscribed)).optOuts).toEqual(['email']);
    await sync(nowMs + 8 * day);
    expect(await about(unsubscribed)).not.toHaveProperty('optOuts');
  });

  it.each([
    ['salesforce', 'FROM+ContactPointTypeConsent', 'ContactPointTypeConsents[].', 'PrivacyConsentStatus'],
    ['hubspot', 'communication-preferences', 'subscriptions[].', 'status'],
  ] as const)(
    'that %s words otherwise is reported, and the last good word stays until it is back',
    async (source, match, list, field) => {
      const { sandbox, sync, about, drift, teller } = await start();
      const person = teller(source === 'salesforce' ? 'emailRefused' : 'allUnsubscribed');
      const touch = (at: number) =>
        source === 'salesforce'
          ? sandbox.vendors.salesforce.change('Contact', person.salesforceId ?? '', {}, at)
          : sandbox.vendors.hubspot.change('contacts', person.hubspotId ?? '', {}, at);
      for (const [i, what] of (['retyped', 'missing'] as const).entries()) {
        const from = nowMs + (2 + 4 * i) * hour;
        sandbox.faults.add({ vendor: source, what, match, field, times: null });
        touch(from - hour);
        await sync(from);
        expect(await drift(source, from)).toEqual([[`${list}${field}`, what]]);
        expect((await about(person)).optOuts).toEqual(['email']);
        sandbox.faults.clear();
        touch(from + hour);
        await sync(from + 2 * hour);
        expect(await drift(source, from + 2 * hour)).toEqual([]);
      }
    },
  );

  it.each([
    ['salesforce', 'sobjects/ContactPointTypeConsent', 'ContactPointTypeConsents'],
    ['hubspot', 'communication-preferences', 'subscriptions'],
  ] as const)(
    'that %s no longer shows is reported, fails nothing, and stays as it was read last',
    async (source, match, field) => {
      const { sandbox, sync, about, drift, teller } = await start();
      const person = teller(source === 'salesforce' ? 'emailRefused' : 'allUnsubscribed');
      sandbox.faults.add({ vendor: source, what: 'forbidden', match, times: null });
      sandbox.vendors.salesforce.change('Contact', person.salesforceId ?? '', {}, nowMs + hour);
      sandbox.vendors.hubspot.change('contacts', person.hubspotId ?? '', {}, nowMs + hour);
      await sync(nowMs + 2 * hour);
      expect(await drift(source, nowMs + 2 * hour)).toEqual([[field, 'missing']]);
      expect((await about(person)).optOuts).toEqual(['email']);
      // A full pass finds nobody's consent, and keeps everybody's.
      await sync(nowMs + 20 * day);
      expect((await about(person)).optOuts).toEqual(['email']);
    },
  );
});
