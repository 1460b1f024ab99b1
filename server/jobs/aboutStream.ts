import { SourceError } from '../connectors/http.ts';
import { adviceOn, statusText } from '../connectors/refusals.ts';
import { grantFor } from '../domain/grants.ts';

/** The same failure, where the source refused something: which stream it was about, and what to do. */
export function aboutStream(error: unknown, stream: string): unknown {
  if (!(error instanceof SourceError)) return error;
  const { source, kind, status, code } = error;
  if (kind === 'forbidden') {
    const told = `${source} does not let this credential read ${stream}. ${grantFor(source, stream)}`;
    return new SourceError(source, kind, told, status, code);
  }
  if (kind !== 'refused' || status === null) return error;
  const told = `${source} refused a request for ${stream} with ${statusText(status, code)}. ${adviceOn(status)}`;
  return new SourceError(source, kind, told, status, code);
}
