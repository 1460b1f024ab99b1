import type { Facts, Key, Row } from './facts.ts';
import { date, figure, moment, span, truth, word, written } from './wire.ts';

/** HubSpot's objects, read as knowledge.hubspot.com describes their default properties: all values are text. */
export function readHubspot({ source, kind, id, body }: Row, facts: Facts): void {
  const key: Key = { source, kind, id };
  const of = (name: string) => ['properties', name];
  const has = (name: string) => word(body, ...of(name));
  if (kind === 'contact') {
    const channel = has('hs_analytics_source');
    const optedOut = truth(body, ...of('hs_email_optout'));
    facts.people.push({
      key,
      name: [has('firstname'), has('lastname')].filter((part) => part !== null).join(' '),
      role: buyingRoles[has('hs_buying_role')?.split(';')[0] ?? ''] ?? 'unknown',
      email: has('email'),
      leftAt: null,
      lastActivityAt: moment(body, ...of('notes_last_contacted')),
      firstTouch: channel === null ? null : { channel, at: moment(body, ...of('hs_analytics_first_timestamp')) ?? 0 },
      // HubSpot knows e-mail alone, so who has left all of it wants nothing.
      refuses: { everything: optedOut, email: optedOut, phone: false },
    });
  }
  if (kind === 'deal') {
    const type = has('dealtype') ?? '';
    facts.deals.push({
      key,
      name: has('dealname') ?? id,
      amount: written(figure(body, ...of('amount')), has('deal_currency_code')),
      closesOn: date(body, ...of('closedate')),
      isClosed: truth(body, ...of('hs_is_closed')),
      isWon: truth(body, ...of('hs_is_closed_won')),
      kind: dealTypes[type] ?? (type.includes('renew') ? 'renewal' : 'unknown'),
      probability: figure(body, ...of('hs_deal_stage_probability')),
      touch: has('hs_analytics_latest_source'),
      omitted: has('hs_manual_forecast_category') === 'OMIT',
    });
  }
  if (kind === 'order') {
    const price = figure(body, ...of('hs_subtotal_price'));
    const discount = figure(body, ...of('hs_order_discount')) ?? 0;
    facts.orders.push({
      key,
      number: has('hs_order_name') ?? id,
      subtotal: written(price === null ? null : price - discount, has('hs_currency_code')),
      createdAt: moment(body, ...of('hs_external_created_date')) as number,
      isCancelled: (has('hs_external_order_status') ?? '').toLowerCase().includes('cancel'),
    });
  }
  const answeredAt = moment(body, ...of('hs_submission_timestamp'));
  if (kind === 'feedback_submission' && answeredAt !== null)
    facts.answers.push({
      isCsat: has('hs_survey_type') === 'CSAT',
      verdict: { PROMOTER: 'good', PASSIVE: 'neutral', DETRACTOR: 'bad' }[has('hs_response_group') ?? ''] ?? null,
      answeredAt,
    });
  if (kind === 'ticket') {
    const createdAt = moment(body, ...of('createdate')) as number;
    const repliedAt = moment(body, ...of('first_agent_reply_date'));
    const closedAt = moment(body, ...of('closed_date'));
    const isOpen = has('hs_is_closed') === null ? closedAt === null : !truth(body, ...of('hs_is_closed'));
    const toCloseMs = figure(body, ...of('time_to_close'));
    const categories = (has('hs_ticket_category') ?? '').split(';');
    facts.tickets.push({
      key,
      isOpen,
      isUrgent: has('hs_ticket_priority') === 'URGENT',
      isEscalated: false,
      about: categories.flatMap((one) => abouts[one] ?? [])[0] ?? null,
      subject: has('subject') ?? '',
      createdAt,
      solvedAt: isOpen ? null : closedAt,
      firstReplyMinutes: span(createdAt, repliedAt),
      resolutionMinutes: isOpen ? null : toCloseMs === null ? span(createdAt, closedAt) : span(0, toCloseMs),
      rating: null,
    });
  }
}

const buyingRoles: Record<string, string> = {
  CHAMPION: 'champion',
  DECISION_MAKER: 'decisionMaker',
  BUDGET_HOLDER: 'billing',
  END_USER: 'user',
};
const dealTypes: Record<string, string> = { newbusiness: 'new', existingbusiness: 'expansion' };
const abouts: Record<string, 'problem' | 'question'> = {
  PRODUCT_ISSUE: 'problem',
  BILLING_ISSUE: 'problem',
  GENERAL_INQUIRY: 'question',
};
