import type { FeedbackFact } from '../../domain/model.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { entry, id, instant, list, read, text } from '../read.ts';

type Known = Pick<FeedbackFact, 'key' | 'modifiedAt' | 'url' | 'companyId' | 'companyIds'>;

/**
 * An answer to one of HubSpot's surveys. Scales differ from survey to survey, so the verdict is the group that HubSpot itself puts the
 * answer into, and not a number of ours. Null for one that does not say what was asked, or when it was answered.
 */
export function feedbackFact({ body }: RawRecord, known: Known): FeedbackFact | null {
  const p = read(body, 'properties');
  const type = text(p, 'hs_survey_type');
  const answeredAt = instant(p, 'hs_submission_timestamp');
  if (type === null || answeredAt === null) return null;
  const people = list(body, 'associations.contacts').flatMap((link) => id(link, 'toObjectId') ?? []);
  return {
    type: 'feedback',
    ...known,
    survey: entry(surveys, type) ?? 'other',
    verdict: entry(groups, text(p, 'hs_response_group')),
    answeredAt,
    // One person answers; of several nobody knows which one it was.
    requesterId: people.length === 1 ? (people[0] ?? null) : null,
    copiedIds: [],
  };
}

const surveys: Readonly<Record<string, FeedbackFact['survey']>> = { CSAT: 'csat', NPS: 'nps', CES: 'ces' };
/** HubSpot uses the words of NPS for every survey. */
const groups: Readonly<Record<string, FeedbackFact['verdict']>> = {
  PROMOTER: 'good',
  PASSIVE: 'neutral',
  DETRACTOR: 'bad',
};
