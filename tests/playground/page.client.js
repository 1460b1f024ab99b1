// The behaviour of the look-alike CRMs: single-page navigation, tabs that keep visited records in the DOM.
const data = JSON.parse(document.getElementById('records').textContent);
const policy = globalThis.trustedTypes?.createPolicy('playground', { createHTML: (text) => text });
const $ = (selector) => document.querySelector(selector);
const panes = new Map();

function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function pane(record) {
  const node = element('section', 'pane');
  const head = element('header', 'pane-head');
  head.append(element('span', 'kind', record.kind), element('h1', 'title', record.title));
  const save = element('button', 'save', 'Save');
  save.type = 'button';
  head.append(save);
  const list = element('dl', 'fields');
  for (const [name, value] of record.fields) list.append(element('dt', '', name), element('dd', '', value));
  const notes = element('textarea', 'notes');
  notes.placeholder = 'Write a note…';
  notes.setAttribute('aria-label', 'Note');
  node.append(head, list, notes);
  return node;
}

function show() {
  const record = data.records.find((r) => r.path === location.pathname);
  for (const node of panes.values()) node.hidden = true;
  $('#list').hidden = Boolean(record);
  document.title = record ? `${record.title} | ${data.name}` : data.name;
  if (!record) return;
  if (!panes.has(record.path)) {
    const node = pane(record);
    panes.set(record.path, node);
    $('#panes').append(node);
    const tab = element('a', 'tab', record.title);
    tab.href = record.path;
    $('#tabs').append(tab);
  }
  panes.get(record.path).hidden = false;
  for (const tab of document.querySelectorAll('.tab'))
    tab.classList.toggle('current', tab.getAttribute('href') === record.path);
}

globalThis.go = (path) => {
  history.pushState({}, '', path);
  show();
};
addEventListener('popstate', show);
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/"]');
  if (!link) return;
  event.preventDefault();
  globalThis.go(link.getAttribute('href'));
});
for (const record of data.records) {
  const item = element('li', '');
  const link = element('a', '', record.title);
  link.href = record.path;
  item.append(link, element('small', '', record.fields[0][1]));
  $('#list ul').append(item);
}
if (policy) $('#panes').innerHTML = policy.createHTML('');
show();
