import { isMergedAway } from './identity/nameAccounts.ts';
import type { AccountFacts, CompanyFact } from './model.ts';

/**
 * The companies that are still there. One that a source has merged into another stays as a record, so that what leads to it leads on, with
 * the values it had on that day: it is no duplicate, its owner owns nothing, and what was typed into it holds no more. It names its
 * survivor (Salesforce), or the survivor names it (HubSpot).
 */
export function livingCompanies({ companies }: AccountFacts): CompanyFact[] {
  const absorbed = new Set(
    companies.flatMap(({ key, mergedIds }) =>
      mergedIds.filter((id) => id !== key.id).map((id) => `${key.source}/${id}`),
    ),
  );
  return companies.filter(
    (company) => !absorbed.has(`${company.key.source}/${company.key.id}`) && !isMergedAway(company),
  );
}
