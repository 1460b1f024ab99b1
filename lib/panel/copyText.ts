/**
 * Puts a text on the clipboard, inside a click. A frame in another site's page has no permission for the clipboard's own interface, but
 * may still copy what is selected.
 * @returns whether it is there.
 */
export async function copyText(text: string): Promise<boolean> {
  // First, because the click counts for it only before the first wait.
  if (copySelected(text)) return true;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

function copySelected(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.cssText = 'position:fixed;inset-block-start:0;opacity:0';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}
