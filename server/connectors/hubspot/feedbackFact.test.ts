import { describe, expect, it } from 'vitest';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { hubspot } from './hubspot.ts';
import { normaliseHubspot } from './normaliseHubspot.ts';
import { streams } from './streams.ts';

const config = { instance: '24681012' };
const answer = (properties: object, associations: object = {}): RawRecord => ({
  source: 'hubspot',
  kind: 'feedback_submission',
  id: '512',
  modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
  deleted: false,
  body: {
    id: '512',
    properties: {
      hs_survey_type: 'CSAT',
      hs_value: '2',
      hs_response_group: 'PROMOTER',
      hs_submission_timestamp: '2026-11-19T08:30:00.123Z',
      ...properties,
    },
    associations: { companies: [{ toObjectId: 4711 }], contacts: [{ toObjectId: 51 }], ...associations },
    archived: false,
  },
});

describe('an answer to a survey of HubSpot', () => {
  it('says what was asked, how it was answered, when, and by whom', () => {
    expect(normaliseHubspot(answer({}), config)).toEqual({
      type: 'feedback',
      key: { source: 'hubspot', kind: 'feedback_submission', id: '512' },
      modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
      url: 'https://app.hubspot.com/contacts/24681012/record/0-19/512',
      companyId: '4711',
      companyIds: ['4711'],
      survey: 'csat',
      verdict: 'good',
      answeredAt: Date.parse('2026-11-19T08:30:00.123Z'),
      requesterId: '51',
      copiedIds: [],
    });
  });

  it.each([
    ['CSAT', 'PASSIVE', 'csat', 'neutral'],
    ['CSAT', 'DETRACTOR', 'csat', 'bad'],
    ['NPS', 'PROMOTER', 'nps', 'good'],
    ['CES', 'DETRACTOR', 'ces', 'bad'],
    ['CUSTOM', null, 'other', null],
    ['constructor', 'toString', 'other', null],
  ])('of the type %s in the group %s is %s, %s', (hs_survey_type, hs_response_group, survey, verdict) => {
    expect(normaliseHubspot(answer({ hs_survey_type, hs_response_group }), config)).toMatchObject({ survey, verdict });
  });

  it('has no verdict of ours: a score without a group says nothing, since scales differ', () => {
    for (const hs_value of ['0', '2', '5', '10'])
      expect(normaliseHubspot(answer({ hs_value, hs_response_group: null }), config)).toMatchObject({ verdict: null });
  });

  it('is of no use without a type or a time', () => {
    expect(normaliseHubspot(answer({ hs_survey_type: null }), config)).toBeNull();
    expect(normaliseHubspot(answer({ hs_submission_timestamp: '' }), config)).toBeNull();
  });

  it('names nobody where several people could have given it', () => {
    const several = { companies: [], contacts: [{ toObjectId: 51 }, { toObjectId: 52 }] };
    expect(normaliseHubspot(answer({}, several), config)).toMatchObject({ requesterId: null, companyIds: [] });
  });

  it('is asked for without what people wrote and without their addresses', () => {
    const asked: readonly string[] = streams.feedback_submissions.properties;
    expect(asked.filter((name) => /content|submission_name|email|firstname|lastname|url/.test(name))).toEqual([]);
  });

  it('is total', () => checkNormalise(hubspot, answer({})));
});
