import type { Facts, Key, Row } from './facts.ts';
import { at, date, figure, moment, rows, span, truth, word, written } from './wire.ts';

/** Salesforce's objects, read as the Object Reference describes them; picklists hold an org's own words. */
export function readSalesforce({ source, kind, id, body }: Row, facts: Facts, now: number): void {
  const key: Key = { source, kind, id };
  const currency = word(body, 'CurrencyIsoCode');
  const says = (field: string, ...words: string[]) =>
    words.some((one) => (word(body, field) ?? '').toLowerCase().includes(one));
  if (kind === 'Contact') {
    const channel = word(body, 'LeadSource');
    const left = date(body, 'Left_On__c');
    const last = date(body, 'LastActivityDate');
    facts.people.push({
      key,
      name: word(body, 'Name') ?? '',
      role: roles.find(([, one]) => says('Role__c', one))?.[0] ?? 'unknown',
      email: word(body, 'Email'),
      leftAt: left === null ? null : Date.parse(left),
      lastActivityAt: last === null ? null : Date.parse(last),
      firstTouch: channel === null ? null : { channel, at: moment(body, 'CreatedDate') as number },
      refuses: refusals(body, now),
    });
  }
  if (kind === 'Opportunity') {
    const percent = figure(body, 'Probability');
    facts.deals.push({
      key,
      name: word(body, 'Name') ?? id,
      amount: written(figure(body, 'Amount'), currency),
      closesOn: date(body, 'CloseDate'),
      isClosed: truth(body, 'IsClosed'),
      isWon: truth(body, 'IsWon'),
      kind: dealKinds.find(([, ...words]) => says('Type', ...words))?.[0] ?? 'unknown',
      probability: percent === null ? null : percent / 100,
      touch: word(body, 'LeadSource'),
      omitted: says('ForecastCategory', 'omitted'),
    });
  }
  if (kind === 'Contract')
    facts.contracts.push({
      key,
      startsOn: date(body, 'StartDate'),
      endsOn: date(body, 'EndDate'),
      isAgreed: !says('Status', 'draft', 'approval'),
    });
  const lifeEnds = date(body, 'LifecycleEndDate');
  if (kind === 'Asset' && lifeEnds !== null)
    facts.contracts.push({ key, startsOn: date(body, 'LifecycleStartDate'), endsOn: lifeEnds, isAgreed: true });
  // A draft is no purchase yet.
  if (kind === 'Order' && !says('StatusCode', 'draft'))
    facts.orders.push({
      key,
      number: word(body, 'OrderNumber') ?? id,
      subtotal: written(figure(body, 'TotalAmount'), currency),
      createdAt: Date.parse(date(body, 'EffectiveDate') ?? ''),
      isCancelled: says('StatusCode', 'cancel'),
    });
  const createdAt = moment(body, 'CreatedDate');
  // Of a case whose status is hidden nobody knows what it is.
  if (kind === 'Case' && word(body, 'Status') !== null && createdAt !== null) {
    const closedAt = moment(body, 'ClosedDate');
    const isOpen = !truth(body, 'IsClosed') && closedAt === null;
    facts.tickets.push({
      key,
      isOpen,
      isUrgent: says('Priority', 'urgent', 'critical', 'blocker'),
      isEscalated: isOpen && truth(body, 'IsEscalated'),
      about: says('Type', 'problem') ? 'problem' : says('Type', 'question') ? 'question' : null,
      subject: word(body, 'Subject') ?? '',
      createdAt,
      solvedAt: closedAt,
      // Salesforce does not tell when a case was answered.
      firstReplyMinutes: null,
      resolutionMinutes: span(createdAt, closedAt),
      rating: null,
    });
  }
  const dueAt = moment(body, 'TargetDate');
  if (kind === 'CaseMilestone' && dueAt !== null) {
    const doneAt = moment(body, 'CompletionDate');
    const isKept = !truth(body, 'IsViolated') && doneAt !== null && doneAt <= dueAt;
    facts.breaches.push({ key, ticketId: word(body, 'CaseId') ?? '', dueAt, isKept });
  }
}

const roles = [
  ['champion', 'champion'],
  ['decisionMaker', 'decision'],
  ['billing', 'billing'],
  ['user', 'user'],
] as const;

/** The words of a new org's picklist and of the field. To pay less, or for something else instead, is no expansion. */
const dealKinds = [
  ['renewal', 'renew'],
  ['unknown', 'downgrade', 'replacement'],
  ['expansion', 'expan', 'upsell', 'upgrade', 'existing'],
  ['new', 'new'],
] as const;

/** Flags of the contact and of the Individual, and consents by channel that are in force. */
function refusals(body: unknown, now: number): Facts['people'][number]['refuses'] {
  const email = truth(body, 'HasOptedOutOfEmail');
  const phone = truth(body, 'DoNotCall');
  const flags = ['HasOptedOutSolicit', 'HasOptedOutProcessing', 'ShouldForget'];
  const said = (channel: string) =>
    rows(body, 'ContactPointTypeConsents').some((consent) => {
      const from = moment(consent, 'EffectiveFrom');
      const to = moment(consent, 'EffectiveTo');
      const isInForce = (from === null || from <= now) && (to === null || to > now);
      return (
        isInForce && at(consent, 'ContactPointType') === channel && at(consent, 'PrivacyConsentStatus') === 'OptOut'
      );
    });
  return {
    everything: (email && phone) || flags.some((flag) => truth(body, 'Individual', flag)),
    email: email || said('Email'),
    phone: phone || said('Phone'),
  };
}
