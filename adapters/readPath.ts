/** No route has more parts, and no name or id is longer. */
const most = { parts: 12, length: 300 };

/**
 * The path of an address as its decoded parts, joined by `/`: without a slash at either end, and without empty parts. A part that cannot be
 * decoded, or that would become two, stays as it is and then is no name and no id. Time is bounded whatever the length.
 */
export function readPath(path: string): string {
  const part = /[^/]+/g;
  let text = '';
  for (let count = 0; count < most.parts; count++) {
    const raw = part.exec(path)?.[0];
    if (raw === undefined) break;
    text += count === 0 ? decodePart(raw) : `/${decodePart(raw)}`;
  }
  return text;
}

function decodePart(raw: string): string {
  if (raw.length > most.length || !raw.includes('%')) return raw;
  const text = decode(raw);
  return text === null || text.includes('/') ? raw : text;
}

/** Percent-decoded text, or null when it is malformed. */
export function decode(text: string): string | null {
  // To throw costs far more than to look.
  if (/%(?![0-9a-f]{2})/i.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
