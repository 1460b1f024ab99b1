import * as z from 'zod/mini';
import { ContextDocument, ContextResponse } from './context.ts';
import { SourceSystem } from './identity.ts';
import { RecordProvenance } from './provenance.ts';
import { Instant } from './values.ts';

const State = z.enum(['optedIn', 'optedOut', 'unknown']);

/**
 * What the sources say of one person's consent. `channels`: what holds, the strictest of the recent statements; `unknown` is not
 * agreement. `statements`: each with its source, record and time, also those that do not hold; `topic` is the subscription or purpose,
 * null: the whole channel; `origin` is how it was given, as the source words it; `at` null: the source does not say when.
 */
const PersonConsent = z.object({
  name: z.string(),
  email: z.nullable(z.string()),
  channels: z.object({ email: State, phone: State, mail: State, social: State, web: State }),
  statements: z.array(
    z.object({
      channel: z.enum(['email', 'phone', 'mail', 'social', 'web', 'all', 'other']),
      topic: z.nullable(z.string()),
      state: State,
      origin: z.nullable(z.string()),
      system: SourceSystem,
      object: z.string(),
      id: z.string(),
      at: z.nullable(Instant),
      until: z.nullable(Instant),
      url: z.nullable(z.string()),
    }),
  ),
});
export type PersonConsent = z.infer<typeof PersonConsent>;

/**
 * The document as it is served: with where the values of the header are from, and with the consent of the people shown, for roles that may
 * see it. The extension does not read these parts; what it shows of consent is in the people section.
 */
export const ServedDocument = z.extend(ContextDocument, {
  consents: z.optional(z.array(PersonConsent)),
  /** Absent in documents of an older version. */
  provenance: z.optional(z.array(RecordProvenance)),
});
export type ServedDocument = z.infer<typeof ServedDocument>;

export const ServedContext = z.extend(ContextResponse, { document: z.nullable(ServedDocument) });
