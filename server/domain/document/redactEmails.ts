/** Bounded, so that a long text without an address costs no more than its length. */
const address = /[^\s@<>"(),;:]{1,64}@[^\s@<>"'(),;:/]{1,253}/g;

/** The same JSON value with every e-mail address inside its texts replaced: people write them into names and subjects. */
export function redactEmails<T>(value: T): T {
  if (typeof value === 'string') return (value.includes('@') ? value.replace(address, '…@…') : value) as T;
  if (value === null || typeof value !== 'object') return value;
  // Most of a document has no address: what needs no change is not copied.
  if (Array.isArray(value)) {
    const items = value.map((item) => redactEmails(item));
    return (items.some((item, i) => item !== value[i]) ? items : value) as T;
  }
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    const redacted = redactEmails(item);
    if (redacted === item) continue;
    copy ??= { ...value } as Record<string, unknown>;
    copy[key] = redacted;
  }
  return (copy ?? value) as T;
}
