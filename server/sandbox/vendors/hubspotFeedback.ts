import { type SurveyAnswer, surveyAnswers } from '../world/feedback.ts';
import { hubspotId } from '../world/ids.ts';
import type { Customer } from '../world/types.ts';
import type { Properties } from './hubspotChanges.ts';

type Links = Record<'companies' | 'contacts', { id: string; isPrimary: boolean }[]>;

/** From which score on an answer is neutral, and from which it is good; HubSpot has the same words for every survey. */
const bounds: Record<SurveyAnswer['survey'], [neutral: number, good: number]> = {
  CSAT: [1, 2],
  CES: [4, 6],
  NPS: [7, 9],
};

/** Answers to surveys as feedback submissions: with what people wrote, and named after whoever answered, as in HubSpot. */
export function feedbackObjects(c: Customer): { id: string; properties: Properties; links: Links }[] {
  return surveyAnswers(c).map(({ n, survey, value, contact, namesCompany, answeredAt }) => {
    const [neutral, good] = bounds[survey];
    const company = c.hubspot[0]?.id;
    return {
      id: hubspotId(9_000_000 + n),
      properties: {
        hs_createdate: new Date(answeredAt).toISOString(),
        hs_survey_id: String(['CSAT', 'CES', 'NPS'].indexOf(survey) + 1),
        hs_survey_name: `${survey} survey`,
        hs_survey_type: survey,
        hs_survey_channel: 'EMAIL',
        hs_value: String(value),
        hs_response_group: value >= good ? 'PROMOTER' : value >= neutral ? 'PASSIVE' : 'DETRACTOR',
        hs_submission_timestamp: new Date(answeredAt).toISOString(),
        hs_submission_name: `${survey} survey - ${contact.email}`,
        hs_content: `Call me back, ${contact.name}`,
      },
      links: {
        companies: namesCompany && company ? [{ id: company, isPrimary: false }] : [],
        contacts: contact.hubspotId ? [{ id: contact.hubspotId, isPrimary: false }] : [],
      },
    };
  });
}
