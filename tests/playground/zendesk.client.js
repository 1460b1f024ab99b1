// The agent's workspace: every open ticket keeps its pane in the document, hidden by an inline style; the button that sends is at the bottom.
import { button, element, fields, notes } from './pane.client.js';

const isTicket = (record) => record.kind === 'Ticket' || record.kind === 'Draft';

function footer() {
  const group = element('div', { 'data-garden-id': 'buttons.button_group_view', class: 'submit' });
  group.append(
    button('Submit as Open', { class: 'save', 'data-test-id': 'submit_button-button' }),
    button('▾', { class: 'save', 'data-test-id': 'submit_button-menu-button', 'aria-label': 'Choose the status' }),
  );
  return element('footer', { class: 'ticket-resolution-footer' }, button('Apply macro'), group);
}

function pane(record) {
  const subject = element('h1', { 'data-test-id': 'omni-header-subject', text: record.title });
  const head = element(
    'header',
    { class: 'pane-head' },
    element('span', { class: 'kind', text: record.kind }),
    subject,
  );
  const body = element('div', { class: 'pane' }, head, fields(record), notes());
  if (!isTicket(record)) return element('div', { class: 'ember-view workspace' }, body);
  const conversation = element('div', { class: 'conversation-polaris', 'data-ticket-id': record.id }, body);
  const grid = element('div', { class: 'ticket-panes-grid-layout' }, conversation, footer());
  return element('div', { class: 'ember-view workspace' }, grid);
}

function tab(record) {
  const link = element('a', {
    class: 'tab',
    href: record.path,
    role: 'tab',
    'data-test-id': 'header-tab',
    'data-entity-id': record.id,
    'data-entity-type': isTicket(record) ? 'ticket' : record.kind.toLowerCase(),
  });
  link.append(
    element('span', { 'data-test-id': 'header-tab-title', text: record.title }),
    button('×', { class: 'close', 'data-test-id': 'close-button', 'aria-label': `Close ${record.title}` }),
  );
  return link;
}

export function zendesk(data, recordOf) {
  const open = new Map();
  document.getElementById('tabs').setAttribute('role', 'tablist');
  document.getElementById('tabs').dataset.testId = 'header-tablist';
  function mount(record) {
    if (open.has(record.path)) return;
    const parts = { tab: tab(record), pane: pane(record) };
    open.set(record.path, parts);
    document.getElementById('tabs').append(parts.tab);
    document.getElementById('panes').append(parts.pane);
  }
  return {
    show(record) {
      for (const { href } of data.tabs.splice(0)) mount(recordOf(href));
      if (record) mount(record);
      for (const [path, parts] of open) {
        const isCurrent = path === record?.path;
        parts.pane.style.display = isCurrent ? '' : 'none';
        parts.pane.firstChild.classList.toggle('active', isCurrent);
        parts.tab.classList.toggle('current', isCurrent);
        parts.tab.setAttribute('aria-selected', String(isCurrent));
        parts.tab.dataset.entityIsSelected = String(isCurrent);
      }
    },
    close(href) {
      open.get(href)?.tab.remove();
      open.get(href)?.pane.remove();
      open.delete(href);
    },
  };
}
