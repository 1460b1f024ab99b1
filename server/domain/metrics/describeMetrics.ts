import { paymentStates } from '../../../lib/contract/sections.ts';
import { rules } from '../actions/registry.ts';
import { caps } from '../health/caps.ts';
import { bandEdges, rulesVersion } from '../health/computeHealth.ts';
import type { Anchor } from '../health/defineFactor.ts';
import { factors } from '../health/factors.ts';
import { groupWeights, minCoverage } from '../health/scoreFacts.ts';
import type { MetricDefinition } from './defineMetric.ts';
import { metrics } from './registry.ts';

/** The text of docs/metrics.md, made from the definitions that compute, so that the two cannot say different things. Markdown. */
export function describeMetrics(): string {
  return [
    '# What the numbers mean',
    'Made from the definitions in `server/domain`; a test compares. Change the definition, then run `npx vitest run server/domain/metrics -u`.',
    'Null is never zero: a number that cannot be measured is shown as missing. Amounts of different currencies are never added. Windows end now; the start is excluded. Instants are UTC.',
    '## Metrics',
    ...Object.values(metrics).map(metricText),
    ...healthText(),
    ...beyondText(),
    ...historyText(),
    '## Payment state',
    `The worst that is true of any part of the account, in this order: ${paymentStates.map((s) => `\`${s}\``).join(', ')}. Null when nothing was ever billed. Words: Stripe's subscription and invoice states.`,
    '## Next best actions',
    'At most three, one of a category unless critical. Score = P usefulness x C urgency x V value x L lever x K data confidence. Every prompt that is held back is listed with the first gate that held it.',
    table(
      ['Rule', 'Category', 'Fires when', 'Closed by'],
      rules.map((r) => [`\`${r.id}\` v${r.version}`, r.category, r.text, r.endCondition]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function metricText(m: MetricDefinition): string {
  return [
    `### ${m.term} (\`${m.id}\`)`,
    table(
      ['', ''],
      [
        ['Formula', m.formula],
        ['Unit', m.direction === 'neither' ? m.unit : `${m.unit}, ${m.direction}`],
        ['n counts', m.counts],
        ['Window', m.windowDays === null ? 'now' : `${m.windowDays} days`],
        ['Sources', m.sources.join(', ')],
        ['Section', m.section],
        ['Owner', m.owner],
        ['Definition from', m.definitionSource],
      ],
    ),
    m.edgeCases.map((text) => `- ${text}`).join('\n'),
  ].join('\n\n');
}

function healthText(): string[] {
  return [
    '## Account health',
    `0 to 100, high is good. Rules version ${rulesVersion}. Each factor turns its value into a score on a piecewise-linear curve; a group is the weighted mean of its factors that have a value, the account the weighted mean of its groups. The waterfall sums: 50 + points of all factors + points of the caps = score.`,
    `A factor without a value lowers coverage and confidence, never the score; one that cannot exist for the account leaves both. Under ${minCoverage * 100} % coverage there is no score. Confidence is coverage x freshness of the sources: high from 0.8, medium from 0.5.`,
    table(
      ['Group', 'Weight'],
      Object.entries(groupWeights).map(([group, weight]) => [group, String(weight)]),
    ),
    table(
      ['Factor', 'Group', 'Weight', 'Measures', 'Value = score'],
      factors.map((f) => [
        `\`${f.id}\``,
        f.group,
        String(f.weight),
        f.text,
        `${curve(f.anchors)} (${f.unit})${f.young ? `; under ${f.young.belowDays} days as a customer: ${curve(f.young.anchors)}` : ''}`,
      ]),
    ),
    'Caps, whatever the rest says:',
    table(
      ['Cap', 'Highest score', 'Applies when'],
      caps.map((c) => [`\`${c.id}\``, String(c.ceiling), c.text]),
    ),
    `Bands: ${bandEdges.map(([band, edge]) => `\`${band}\` from ${edge}`).join(', ')}; \`unknown\` without a score. A band is left only 3 points beyond its edge, or when the day before was beyond it already. Trend: the change against 7 days ago; under 3 points it is flat.`,
  ];
}

function beyondText(): string[] {
  return [
    'Profiles: `onboarding` in the first 90 days of a customer, which is also asked whether it has begun; `noUsage` where nothing tells of use, so that use is not asked; else `standard`. A point of the history is marked where the rules changed, where the profile changed, and where a person set the band.',
    'A manager may say what the band is (`POST /v1/overrides`), with a reason and for at most 30 days. It is shown beside the computed band and changes no number.',
    'The way back is the fewest things that lift the score to the lower edge of the next band, and of those the ones that move least. Limits under that edge have to go first, and what such a limit takes along of the factor behind it counts.',
    'How well a churn index would tell that is fitted on your own outcomes, `npm run -s alongside -- calibrate outcomes.csv` reports: AUC, Brier score and a reliability table on rows it has not seen. It changes nothing.',
    '## Contradictions',
    "Shown with both values, dates and sources: the contract of the CRM ends more than 7 days from the yearly renewal in billing; recurring revenue in the CRM differs from billing by more than 5 %; the CRM says customer and every subscription has ended; the owner of the account has left; a requester of the last 90 days writes from a domain that is not one of the account; two sources say differently whether a person may be contacted. A record that its source has merged into another is believed in none of this; only its domains still count as the account's.",
    "Of such a domain it is said whose it is: the other customer's name where exactly one has it as its own, that several have it, or nothing where none does. Domains that strangers share (public mailboxes, hosting) belong to nobody. This follows at the next run when the other customer is renamed, merged, or gains or loses the domain. Names of customers are no secret between the roles, as in search. Requesters are people of the account by their record; one whose record belongs to the other customer is not looked at.",
  ];
}

function curve(anchors: readonly Anchor[]): string {
  return anchors.map(([value, score]) => `${value} = ${score}`).join(', ');
}

function historyText(): string[] {
  const untold = factors.filter((f) => f.knownAt !== undefined).map((f) => `\`${f.id}\``);
  return [
    '### Days before the customer was known',
    `One point a week of the last 90 days is reconstructed from dated facts (tickets, invoices, payments, subscriptions, disputes, departures) and marked as such. Priorities, escalations and roles carry no date and are taken as they are. ${untold.join(', ')} count as missing on a day that the sources no longer tell; a day with too little coverage, or before the first dated fact, has no point. The trend against a reconstructed day compares the same factors. There is no trend across other rules or another level of confidence, nor against a point more than 10 days old.`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
