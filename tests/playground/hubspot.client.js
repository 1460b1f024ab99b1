// Record pages with a highlight card, chips of the associated companies, and frames of the same host.
import { button, element, fields, notes } from './pane.client.js';

function chips(record) {
  const box = element('aside', { class: 'chips', 'data-test-id': 'associations' });
  for (const { title, path } of record.belongsTo)
    box.append(element('a', { href: path, text: title, 'data-selenium-test': 'company-chicklet-title-link' }));
  return box;
}

function pane(record) {
  const title = element('h1', { text: record.title, 'data-selenium-test': 'highlightTitle' });
  const head = element('header', { class: 'pane-head', 'data-card-type': 'OBJECT_HIGHLIGHT' });
  head.append(element('span', { class: 'kind', text: record.kind }), title);
  const save = element('div', { class: 'save-bar' });
  save.append(
    button('Save', { class: 'save', 'data-button-use': 'primary' }),
    button('Cancel', { 'data-button-use': 'secondary' }),
  );
  // The address of the second frame is one of a record, and not of the one on screen.
  const frames = ['/timeline?embedded', `${record.path.replace(/\d+$/, '1')}?embedded`].map((src) =>
    element('iframe', { class: 'embedded', src, title: 'Timeline' }),
  );
  return element('section', { class: 'pane' }, head, fields(record), chips(record), notes(), ...frames, save);
}

export function hubspot() {
  let tab = null;
  return {
    // A record replaces the one before: here nothing stays.
    show(record) {
      document.getElementById('panes').replaceChildren(...(record ? [pane(record)] : []));
      tab?.remove();
      tab =
        record && element('a', { class: 'tab current', href: record.path }, element('span', { text: record.title }));
      if (tab) document.getElementById('tabs').append(tab);
    },
    close: () => undefined,
  };
}
