/**
 * The contract version, a whole number sent in both directions in the `alongside-contract` header.
 *
 * A client states the version it was built for; the server refuses only what it can no longer serve
 * (`clientTooOld`). The server states its own version on every answer; the client refuses only a server
 * older than it can read (`serverTooOld`). Adding an optional field does not change the version: responses
 * strip unknown keys, so an old extension survives a newer server.
 */
export const contractVersion = 1;
/** The oldest client version this server still serves. */
export const oldestClientVersion = 1;
/** The oldest server version this client still reads. */
export const oldestServerVersion = 1;
/** Lower-case HTTP header that carries the version, both ways. */
export const contractHeader = 'alongside-contract';
