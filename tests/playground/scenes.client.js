// What honest pages do that a dock has to live with.
import { button, element, notes } from './pane.client.js';

const box = (className, ...children) => element('div', { class: className }, ...children);

function bars() {
  document.body.append(
    box('bar-fixed', element('span', { text: 'Fixed' }), button('Fixed end')),
    box('bar-absolute', button('Absolute end')),
    box('bar-wide', button('Wide end')),
  );
}

function edge() {
  for (const place of ['top', 'rail', 'bottom'])
    document.body.append(
      box(
        `edge edge-${place}`,
        // By the attributes of all three.
        button('Save', {
          class: 'save',
          name: 'SaveEdit',
          'data-test-id': 'submit_button-button',
          'data-button-use': 'primary',
        }),
        button('Close', { title: 'Close Edge', class: 'close', 'data-test-id': 'close-button' }),
      ),
    );
}

function dialogs() {
  const modal = element('dialog', {}, element('h2', { text: 'Log a call' }), notes(), button('Done'));
  modal.querySelector('button').addEventListener('click', () => modal.close());
  const box = element('div', { class: 'modal', role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Edit' });
  box.append(element('h2', { text: 'Edit' }), notes(), button('Done'));
  box.querySelector('button').addEventListener('click', () => box.remove());
  const open = button('Open dialog', { id: 'open-dialog' });
  open.addEventListener('click', () => modal.showModal());
  const openBox = button('Open box', { id: 'open-box' });
  openBox.addEventListener('click', () => document.body.append(box));
  document.body.append(modal);
  document.querySelector('.bar').append(open, openBox);
}

function preview() {
  const title = element('h2', { 'data-selenium-test': 'highlightTitle', text: 'Another record' });
  document.querySelector('main').prepend(element('aside', { 'data-crm-location': 'CRM_OBJECT_PREVIEW' }, title));
}

const scenes = { bars, edge, dialogs, preview };
for (const name of new URLSearchParams(location.search).get('scene').split(',')) scenes[name]?.();
