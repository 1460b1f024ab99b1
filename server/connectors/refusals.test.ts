import { describe, expect, it } from 'vitest';
import type { Source } from '../domain/model.ts';
import { refusalOf } from './refusals.ts';

const salesforce = (errorCode: string) => [{ message: 'Something.', errorCode }];

describe('a refusal', () => {
  it.each<[Source, number, unknown, string, string | null]>([
    ['salesforce', 400, salesforce('QUERY_TIMEOUT'), 'unavailable', 'QUERY_TIMEOUT'],
    ['salesforce', 500, salesforce('UNABLE_TO_LOCK_ROW'), 'unavailable', 'UNABLE_TO_LOCK_ROW'],
    ['salesforce', 503, salesforce('SERVER_UNAVAILABLE'), 'unavailable', 'SERVER_UNAVAILABLE'],
    ['salesforce', 403, salesforce('API_CURRENTLY_DISABLED'), 'unavailable', 'API_CURRENTLY_DISABLED'],
    ['salesforce', 403, salesforce('REQUEST_LIMIT_EXCEEDED'), 'rateLimited', 'REQUEST_LIMIT_EXCEEDED'],
    ['salesforce', 403, salesforce('INSUFFICIENT_ACCESS'), 'forbidden', 'INSUFFICIENT_ACCESS'],
    ['salesforce', 400, salesforce('INVALID_QUERY_LOCATOR'), 'refused', 'INVALID_QUERY_LOCATOR'],
    ['hubspot', 400, { category: 'VALIDATION_ERROR' }, 'refused', 'VALIDATION_ERROR'],
    ['zendesk', 422, { error: 'RecordInvalid' }, 'refused', 'RecordInvalid'],
    ['zendesk', 403, { error: { title: 'Forbidden' } }, 'forbidden', null],
    ['stripe', 404, { error: { code: 'resource_missing' } }, 'refused', 'resource_missing'],
    // The word of one vendor means nothing at another.
    ['stripe', 400, salesforce('QUERY_TIMEOUT'), 'refused', null],
    ['stripe', 401, null, 'unauthorized', null],
    ['stripe', 302, null, 'badLink', null],
  ])('of %s with status %i and %j is %s', (source, status, body, kind, code) => {
    const refusal = refusalOf(source, status, body, false);
    expect(refusal).toMatchObject({ kind, code, lasts: false });
    expect(refusal.told).toMatch(/^[a-z].*\.$/);
  });

  it.each([
    [400, 'refused a request with status 400 (bad_id). If the next pull says the same, update Alongside'],
    [404, 'refused a request with status 404 (bad_id). Check its baseUrl'],
  ])('with status %i says what to do', (status, told) => {
    expect(refusalOf('stripe', status, { error: { code: 'bad_id' } }, false).told).toContain(told);
  });

  it.each(['you sent Bearer abc', 'abc51Habc', 'x'.repeat(60), 7, null])('never repeats more than a word', (code) => {
    expect(refusalOf('stripe', 400, { error: { code } }, false)).toMatchObject({
      code: null,
      told: expect.stringContaining('with status 400. '),
    });
  });
});
