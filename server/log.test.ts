import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

describe('the log', () => {
  it('carries no secret of a source, wherever it is kept', () => {
    const lines: string[] = [];
    const log = createLog('debug', { write: (line) => lines.push(line) });
    const secret = 'geheim-7Hq2';
    const config = {
      source: 'hubspot',
      secret,
      webhookSecret: secret,
      webhookSecrets: [secret],
      oauth: { clientId: 'app', clientSecret: secret },
    };
    const tokens = { accessToken: secret, refreshToken: secret, access_token: secret, refresh_token: secret };
    log.info(
      { sources: [config], config, tokens, ...tokens, clientSecret: secret, code_verifier: secret },
      'connected',
    );
    expect(lines.join('')).toContain('"clientId":"app"');
    expect(lines.join('')).not.toContain(secret);
  });
});
