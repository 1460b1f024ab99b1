import { dayMs } from './stories.ts';
import type { Customer, Person } from './types.ts';

/** HubSpot's own scales: CSAT 0 to 2, CES 1 to 7, NPS 0 to 10. */
export type SurveyAnswer = {
  n: number;
  survey: 'CSAT' | 'CES' | 'NPS';
  value: number;
  contact: Person;
  /** Some answers name nobody but the person who gave them. */
  namesCompany: boolean;
  answeredAt: number;
};

/** The heroes and a few others are never asked. */
const firstFew = 12;
const satisfactions = [2, 2, 1, 2, 0, 2];

/** What people of a customer answered in surveys: every other customer about satisfaction, fewer about effort and loyalty. */
export function surveyAnswers(c: Customer): SurveyAnswer[] {
  const contact = c.people.find((p) => p.hubspotId !== null);
  if (!contact || c.hubspot.length === 0 || c.index < firstFew || c.index % 2 === 1) return [];
  const asked: [survey: SurveyAnswer['survey'], value: number][] = [
    ...Array.from({ length: 1 + (c.index % 7) }, (_, i): [SurveyAnswer['survey'], number] => [
      'CSAT',
      satisfactions[(c.index + i) % satisfactions.length] ?? 0,
    ]),
    ...(c.index % 4 === 0 ? ([['NPS', c.index % 11]] as [SurveyAnswer['survey'], number][]) : []),
    ...(c.index % 6 === 0 ? ([['CES', 1 + (c.index % 7)]] as [SurveyAnswer['survey'], number][]) : []),
  ];
  return asked.map(([survey, value], i) => ({
    n: c.index * 16 + i,
    survey,
    value,
    contact,
    namesCompany: i % 2 === 0,
    answeredAt: c.modifiedAt - i * 11 * dayMs,
  }));
}
