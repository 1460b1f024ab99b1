/** The version of requests that name none: what the account is set to. */
export const accountVersion = '2026-08-26.dahlia';

const names = ['acacia', 'basil', 'clover', 'dahlia', 'endive'];
const lastBareDay = '2024-06-20';

/** Whether Stripe has versions of this form: a day, and since 2024-09-30 also the name of a release. Source: docs.stripe.com/api/versioning. */
export function isVersion(text: string): boolean {
  const [, day = '', name] = /^(\d{4}-\d\d-\d\d)(?:\.([a-z]+))?$/.exec(text) ?? [];
  if (day === '') return false;
  return name === undefined ? day <= lastBareDay : day > lastBareDay && names.includes(name);
}
