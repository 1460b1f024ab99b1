import type { Source } from '../domain/model.ts';
import type { Connector } from '../domain/ports.ts';
import { file } from './file/file.ts';
import { hubspot } from './hubspot/hubspot.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { stripe } from './stripe/stripe.ts';
import { zendesk } from './zendesk/zendesk.ts';

/** Every connector, by source. A new source is added here and nowhere else. */
export const connectors: Record<Source, Connector> = { salesforce, hubspot, zendesk, stripe, file };
