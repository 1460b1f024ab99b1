import type { HeldAction, NextAction } from '../../../lib/contract/action.ts';
import type { ServedDocument } from '../../../lib/contract/consent.ts';
import type { ContextHeader } from '../../../lib/contract/context.ts';
import type { IdentityLink } from '../../../lib/contract/identity.ts';
import type { Health, Person, Sections } from '../../../lib/contract/sections.ts';
import { annualRecurring, nextRenewal, openDisputes, overdueInvoices } from '../billing.ts';
import { consentsOf } from '../consent.ts';
import { contradictions, type Holders } from '../contradictions.ts';
import { dataQuality } from '../dataQuality.ts';
import { keyText } from '../identity/companyKey.ts';
import { chainStep } from '../identity/linkRecord.ts';
import type { AccountFacts, SourceStates } from '../model.ts';
import { describing, type GoldenRecord, goldenRecord } from './goldenRecord.ts';
import { type NamedParent, parentSaidBy, provenanceOf, withoutStripe } from './provenance.ts';
import { redactEmails } from './redactEmails.ts';
import { buildSections, iso, shownPeople } from './sections.ts';

const maxTerritories = 10;

export type DocumentInput = {
  accountId: string;
  facts: AccountFacts;
  links: IdentityLink[];
  health: Health;
  actions: NextAction[];
  held: HeldAction[];
  states: SourceStates;
  parent: NamedParent | null;
  /** Whose the domains are that requesters write from. */
  holders: Holders;
  nowMs: number;
};

/** The document without its version and build time, which the publisher adds when the content is new. */
export type DocumentContent = Omit<ServedDocument, 'version' | 'builtAt'>;

/** Builds what roles with full sight may see. */
export function buildDocument(input: DocumentInput): DocumentContent {
  const { facts, health, parent, nowMs } = input;
  const golden = goldenRecord(facts);
  const sections = buildSections(facts, health, input.states, nowMs);
  return {
    accountId: input.accountId,
    header: header(input, golden, sections),
    links: input.links,
    sections,
    actions: input.actions,
    held: input.held,
    contradictions: contradictions(facts, input.holders, nowMs),
    quality: dataQuality(facts, nowMs),
    consents: consentsOf(shownPeople(facts), nowMs),
    provenance: provenanceOf(golden, parent && parentSaidBy(facts, parent)),
  };
}

/**
 * The same document as a viewer may see it: no money, no invoices, no e-mail addresses, nothing of consent, nothing that Stripe alone says
 * but a name, no prompts that name amounts. Built here, not filtered on read, so that a restricted reader's bytes never contain the rest.
 */
export function restrictDocument({ consents: _hidden, ...document }: DocumentContent): DocumentContent {
  const { header, sections, provenance = [] } = document;
  const { people, pipeline } = sections;
  const isBilled = provenance.some(({ system, fields }) => system === 'stripe' && fields.country);
  return redactEmails({
    ...document,
    header: {
      ...header,
      arr: [],
      owner: header.owner && { ...header.owner, email: null },
      country: isBilled ? null : header.country,
    },
    provenance: withoutStripe(provenance),
    links: document.links.filter((link) => link.system !== 'stripe'),
    sections: {
      ...sections,
      billing: { ...sections.billing, status: 'notPermitted', detail: 'viewer', data: null },
      health: {
        ...sections.health,
        data: sections.health.data && {
          ...sections.health.data,
          // The parts stay, their values do not: "overdue 12 days" is billing data too.
          factors: sections.health.data.factors.map((f) => (f.group === 'billing' ? { ...f, value: null } : f)),
        },
      },
      people: { ...people, data: people.data && { people: people.data.people.map(restrictPerson) } },
      pipeline: {
        ...pipeline,
        data: pipeline.data && {
          ...pipeline.data,
          openDeals: pipeline.data.openDeals.map((d) => ({ ...d, amount: null })),
          metrics: (pipeline.data.metrics ?? []).filter((m) => m.unit !== 'money'),
        },
      },
    },
    actions: document.actions.filter(
      (a) =>
        a.value === null &&
        a.category !== 'billing' &&
        a.why.every((w) => w.system !== 'stripe' && w.system !== 'file'),
    ),
    // What billing says is billing data.
    contradictions: (document.contradictions ?? []).filter(
      (c) => c.what !== 'consent' && c.sides.every((s) => s.system !== 'stripe' && !s.amount),
    ),
    held: document.held.filter(
      (h) => h.ruleId !== 'overdueInvoice' && h.ruleId !== 'openDispute' && !hiddenGates.has(h.gate),
    ),
  });
}

/** Gates whose name alone tells of money or of consent. */
const hiddenGates: ReadonlySet<string> = new Set(['openDispute', 'doNotContact']);

/** Without address and consent. The contract wants a word in any case: false says nothing here. */
function restrictPerson({ optOuts: _hidden, ...person }: Person): Person {
  return { ...person, email: null, doNotContact: false };
}

function header({ facts, health, parent }: DocumentInput, golden: GoldenRecord, sections: Sections): ContextHeader {
  return {
    name: golden.name?.value ?? 'Unnamed customer',
    domain: golden.domain?.value ?? null,
    tier: golden.tier?.value ?? null,
    industry: golden.industry?.value ?? null,
    country: golden.country?.value ?? null,
    owner: golden.owner?.value ?? null,
    ...territoriesOf(facts),
    parent: parent && { accountId: parent.accountId, name: parent.name },
    band: health.band,
    score: sections.health.data === null ? null : health.score,
    arr: annualRecurring(facts),
    renewsAt: iso(nextRenewal(facts)),
  };
}

/** Every territory once, though several records of the customer may be in it. */
function territoriesOf({ territories }: AccountFacts): Pick<ContextHeader, 'territories'> {
  const steps = [...territories]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.key.id < b.key.id ? -1 : 1))
    .filter(({ name }, i, all) => name !== all[i - 1]?.name)
    .map(chainStep);
  return steps.length === 0 ? {} : { territories: steps.slice(0, maxTerritories) };
}

/**
 * The few facts that the watchlist shows and compares. Null where a source is missing: null is not zero. `url`: the first page, in the
 * order in which records name the customer, among the records that the document shows.
 */
export function summarise(document: DocumentContent, facts: AccountFacts, nowMs: number) {
  const { header: head, sections } = document;
  const billing = sections.billing.data !== null;
  const shown = new Set(document.links.map(({ system, object, id }) => `${system}/${object}/${id}`));
  return {
    name: head.name,
    domain: head.domain,
    band: head.band,
    score: head.score,
    rulesVersion: head.score === null ? null : (sections.health.data?.rulesVersion ?? null),
    renewsAt: head.renewsAt,
    arr: head.arr,
    openTickets: sections.support.data?.openCount ?? null,
    ...(sections.billing.status === 'notPermitted'
      ? {}
      : {
          overdueInvoices: billing ? overdueInvoices(facts, nowMs).length : null,
          disputes: billing ? openDisputes(facts).length : null,
        }),
    url: describing(facts).find(({ key, url }) => url !== null && shown.has(keyText(key)))?.url ?? null,
  };
}
