/**
 * The pattern of a form. A form is a regular expression for people: a dot is a dot, `{token}` stands for what the pack says, and it fits
 * from the start up to a `/` or the end. A token with a named group says what is wanted of the address.
 */
export function compileForm(form: string, tokens: Readonly<Record<string, string>>): RegExp {
  const text = form.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, (_, name) => `${tokens[name]}`);
  return new RegExp(`^${text}(?:/|$)`);
}
