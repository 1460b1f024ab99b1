import type { Migration } from 'kysely/migration';
import { foundation } from './0001Foundation.ts';
import { searchAndDrift } from './0002SearchAndDrift.ts';
import { sources } from './0003Sources.ts';
import { identity } from './0004Identity.ts';
import { healthOverrides } from './0005HealthOverrides.ts';
import { activity } from './0006Activity.ts';
import { publishing } from './0007Publishing.ts';
import { sourceSecrets } from './0008SourceSecrets.ts';
import { linking } from './0009Linking.ts';
import { identityIndex } from './0010IdentityIndex.ts';
import { secretUntil } from './0011SecretUntil.ts';
import { requesterDomains } from './0012RequesterDomains.ts';
import { keyTables } from './0013KeyTables.ts';
import { fullWanted } from './0014FullWanted.ts';
import { healthConfidence } from './0015HealthConfidence.ts';
import { groupTimes } from './0016GroupTimes.ts';
import { refusedMarks } from './0017RefusedMarks.ts';

/** Every migration, in order. Names are never changed once released. */
export const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
  '0002_search_and_drift': searchAndDrift,
  '0003_sources': sources,
  '0004_identity': identity,
  '0005_health_overrides': healthOverrides,
  '0006_activity': activity,
  '0007_publishing': publishing,
  '0008_source_secrets': sourceSecrets,
  '0009_linking': linking,
  '0010_identity_index': identityIndex,
  '0011_secret_until': secretUntil,
  '0012_requester_domains': requesterDomains,
  '0013_key_tables': keyTables,
  '0014_full_wanted': fullWanted,
  '0015_health_confidence': healthConfidence,
  '0016_group_times': groupTimes,
  '0017_refused_marks': refusedMarks,
};
