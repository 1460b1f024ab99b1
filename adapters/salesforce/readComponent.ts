/** Pages of one.app that show no record, whatever they name. */
const recordless = /^(?:desktopDashboards|reports|omni):/;

/**
 * What one.app keeps behind its hash in Base64: a component and its attributes. `address`: a Classic page in a frame; `recordId`: anything
 * else with a record. Null for what is not such a definition.
 */
export function readComponent(base64: string): { address?: string; recordId?: string } | null {
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64)) return null;
  const { componentDef: component, attributes } = parse(base64) ?? {};
  if (typeof component !== 'string' || recordless.test(component)) return null;
  const { address, recordId } = attributes ?? {};
  if (component === 'one:alohaPage' && typeof address === 'string') return { address };
  return typeof recordId === 'string' ? { recordId } : null;
}

type Definition = { componentDef?: unknown; attributes?: { address?: unknown; recordId?: unknown } | null };

function parse(base64: string): Definition | null {
  try {
    const text = atob(base64);
    // Most of what is damaged shows it at its ends, and to throw costs more than to read. Bytes above 127 are in no name and no id that
    // counts here, so they need no decoding.
    return text.startsWith('{') && text.endsWith('}') ? (JSON.parse(text) as Definition) : null;
  } catch {
    return null;
  }
}
