/** HubSpot's own association types: every pair has the unlabelled one, and one company of a record may be its primary. */
const associationTypeIds: Record<string, { unlabelled: number; primary?: number }> = {
  'contacts/companies': { unlabelled: 279, primary: 1 },
  'deals/companies': { unlabelled: 341, primary: 5 },
  'feedback_submissions/companies': { unlabelled: 928 },
  'feedback_submissions/contacts': { unlabelled: 98 },
  'orders/companies': { unlabelled: 509 },
  'tickets/companies': { unlabelled: 339, primary: 26 },
  'tickets/contacts': { unlabelled: 16 },
};

/** What a batch answer says of inputs that are not there, or have nothing; nothing when there are none. */
export function notFound(ids: readonly string[], subCategory?: string): object {
  if (ids.length === 0) return {};
  const errors = ids.map((id) => ({
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    ...(subCategory ? { subCategory } : {}),
    context: { ids: [id] },
  }));
  return { numErrors: errors.length, errors };
}

/** The types of one link, as HubSpot lists them. */
export function associationTypes(pair: string, isPrimary: boolean): object[] {
  const { unlabelled = 0, primary } = associationTypeIds[pair] ?? {};
  const category = 'HUBSPOT_DEFINED';
  return [
    ...(isPrimary && primary ? [{ category, typeId: primary, label: 'Primary' }] : []),
    { category, typeId: unlabelled, label: null },
  ];
}
