/** What people and exports write where they have no value. */
const placeholders = new Set(
  'null|nil|none|nan|n/a|n.a.|#n/a|unknown|undefined|not available|not applicable|-|--|---|.|?|\\n|(null)|(blank)'.split(
    '|',
  ),
);

/** Text without white space around it, or null where it only says that there is no value. */
export function presentText(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || placeholders.has(trimmed.toLowerCase()) ? null : trimmed;
}
