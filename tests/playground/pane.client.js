// What the three looks have in common: elements, and the content of a record's pane.
export function element(tag, { text, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

export function button(text, attributes = {}) {
  return element('button', { type: 'button', text, ...attributes });
}

export function fields(record) {
  const list = element('dl', { class: 'fields' });
  for (const [name, value] of record.fields) list.append(element('dt', { text: name }), element('dd', { text: value }));
  return list;
}

export function notes() {
  return element('textarea', { class: 'notes', placeholder: 'Write a note…', 'aria-label': 'Note' });
}
