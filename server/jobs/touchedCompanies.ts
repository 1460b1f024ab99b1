import type { Clusters } from '../domain/identity/clusters.ts';
import { type CompanyKey, keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { addStats, Frequencies, maxFamily, maxShared, statsOf, weighAlike } from '../domain/identity/frequencies.ts';
import type { ProfileKeys } from '../domain/identity/profileKeys.ts';
import type { Profile } from '../domain/identity/profiles.ts';
import { type Counted, joinByKeys, type Keyed } from '../domain/identity/resolveIdentity.ts';
import type { SourceKey } from '../domain/model.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import {
  type IndexedMember,
  type IndexedProfile,
  readComponents,
  readHolders,
  readMembers,
  readPlaces,
  readProfiles,
} from '../store/identityIndex.ts';
import type { IdentityResult } from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';
import { countTouched, heldOutside, type TouchedCounts } from './touchedCounts.ts';
import { alikeOutside } from './touchedMates.ts';

/** More company records than this are faster decided about with all the others. */
const maxTouched = 5_000;

/** A part of the company records that nothing connects with the rest, and how often what they say occurs among all. */
export type Touched = {
  /** The records as they are now, and those of `changed` that are gone. */
  records: SourceKey[];
  keyed: Keyed;
  counted: Counted;
  urls: Map<string, string | null>;
  /** What the index has of them. */
  before: IndexedProfile[];
  membersBefore: IndexedMember[];
};

/**
 * Finds what the changed company records may have to do with: whoever was decided about together with one of them, and whoever would be
 * now. Starts with what the index has of them and grows until nothing connects it with the rest. Null when it grows too large, or when so
 * much has changed that all pairs weigh otherwise; then all have to be decided about.
 */
export async function findTouched(
  store: Store,
  tenantId: string,
  changed: readonly SourceKey[],
  decisions: readonly Decision[],
  { totals }: IdentityResult,
): Promise<Touched | null> {
  if (changed.length > maxTouched) return null;
  const places = await readPlaces(store, tenantId, changed);
  let components = await readComponents(store, tenantId, [...new Set(places.map((p) => p.profile))]);
  const isChanged = new Set(changed.map(keyText));
  for (;;) {
    const before = await readProfiles(store, tenantId, 'component', components);
    const membersBefore = await readMembers(
      store,
      tenantId,
      before.map((p) => p.profile),
    );
    const records = [...new Map([...membersBefore, ...changed].map((r) => [keyText(r), r])).values()];
    if (records.length > maxTouched) return null;
    const { companies, urls } = await readCompanies(store, tenantId, records);
    const keyed = joinByKeys(companies, decisions, await heldOutside(store, tenantId, companies, before));
    const counts = await countTouched(store, tenantId, before, keyed.keys);
    if (counts.isOtherwise) return null;
    const stats = [...statsOf(keyed.profiles, counts.count)];
    const without = addStats(
      totals,
      before.map((p) => p.stats),
      -1,
    );
    const counted = { stats, totals: addStats(without, stats, 1), frequencies: new Frequencies(totals, counts.count) };
    if (!weighAlike(totals, counted.totals)) return null;
    const same = sameAsBefore(membersBefore, isChanged);
    const others = keyed.profiles.map((profile) => !same(profile, keyed.graph));
    const touched: Touched = { records, keyed, counted, urls, before, membersBefore };
    const more = await connected(store, tenantId, touched, others, counts);
    const known = new Set(components);
    const added = more.filter((component) => !known.has(component));
    if (added.length === 0) return touched;
    components = [...components, ...added];
  }
}

/** Tells whether a customer is what it was: of the same records, none of which changed. */
function sameAsBefore(before: readonly IndexedMember[], isChanged: ReadonlySet<string>) {
  const profileOfRecord = new Map(before.map((member) => [keyText(member), member.profile]));
  const sizes = new Map<number, number>();
  for (const { profile } of before) sizes.set(profile, (sizes.get(profile) ?? 0) + 1);
  return ({ nodes }: Profile, graph: Clusters): boolean => {
    const keys = nodes.map((i) => keyText((graph.companies[i] as CompanyKey).key));
    const numbers = new Set(keys.map((key) => profileOfRecord.get(key)));
    const [number] = numbers;
    return (
      numbers.size === 1 &&
      number !== undefined &&
      sizes.get(number) === keys.length &&
      !keys.some((k) => isChanged.has(k))
    );
  };
}

/** The components that those customers have to do with that are not what they were: by ties and values, else because they are alike. */
async function connected(
  store: Store,
  tenantId: string,
  touched: Touched,
  others: readonly boolean[],
  { count, crossing }: TouchedCounts,
): Promise<number[]> {
  const { keyed, before } = touched;
  const now = keyed.keys.filter((_, i) => others[i]);
  const tying = ({ ties, domains, values }: ProfileKeys) => [
    ...ties,
    ...domains.filter((key) => count(key) <= maxFamily),
    ...values.filter((key) => count(key) <= maxShared),
  ];
  const wanted = new Set([...crossing, ...now.flatMap(tying)]);
  const tied = await readComponents(store, tenantId, await readHolders(store, tenantId, [...wanted]));
  const own = new Set(before.map((p) => p.component));
  // One thing at a time: what is tied may change what there is to compare.
  if (tied.some((component) => !own.has(component))) return tied;
  return alikeOutside(store, tenantId, touched, others, count);
}
