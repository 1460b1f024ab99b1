/** The sandbox's company, "Cobalt", and where its systems live. Ids and hosts are made up; nothing here exists. */
export const instances = {
  salesforce: 'cobalt.lightning.force.com',
  hubspot: '24681012',
  zendesk: 'cobalt.zendesk.com',
  stripe: 'stripe',
} as const;

/** The credentials that the sandbox accepts, in the form a connector's `secret` takes. */
export const sandboxSecrets = {
  salesforce: 'sandbox-salesforce',
  hubspot: 'sandbox-hubspot',
  zendesk: 'agent@cobalt.example/token:sandbox-zendesk',
  stripe: 'rk_test_sandbox',
} as const;

/** The app that is registered at the sandbox's Salesforce and HubSpot for signing in. */
export const sandboxApp = { clientId: 'sandbox-app', clientSecret: 'sandbox-app-secret' } as const;

export const defaultSandboxPort = 4621;
export const defaultSeed = 7;
export const defaultAccounts = 200;
