// The behaviour that the look-alike CRMs share: single-page navigation, a list, visited records that stay in the document.
import { hubspot } from './hubspot.client.js';
import { element } from './pane.client.js';
import { salesforce } from './salesforce.client.js';
import { zendesk } from './zendesk.client.js';

const data = JSON.parse(document.getElementById('records').textContent);
const byPath = new Map(data.records.map((record) => [record.path, record]));
const recordOf = (href) => byPath.get(new URL(href, location.origin).pathname) ?? null;
const list = document.getElementById('list');
const policy = globalThis.trustedTypes?.createPolicy('playground', { createHTML: (text) => text });
// What is written as markup has to go through the policy, where there is one.
if (policy) document.getElementById('panes').innerHTML = policy.createHTML('');
const look = { salesforce, hubspot, zendesk }[document.documentElement.dataset.crm](data, recordOf);

function show() {
  const record = recordOf(location.href);
  list.hidden = record !== null;
  document.title = record ? `${record.title} | ${data.name}` : data.name;
  look.show(record);
}

globalThis.go = (href) => {
  history.pushState({}, '', href);
  show();
};
addEventListener('popstate', show);
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/"]');
  if (!link) return;
  event.preventDefault();
  // The cross of a tab lies in its link.
  if (event.target.closest('.close')) {
    const wasOpen = link.getAttribute('href') === location.pathname + location.search;
    look.close(link.getAttribute('href'));
    if (wasOpen) globalThis.go(document.querySelector('#tabs .home').getAttribute('href'));
  } else globalThis.go(link.getAttribute('href'));
});
for (const record of data.records.filter((r) => r.isListed)) {
  const link = element('a', { href: record.path, text: record.title });
  list.querySelector('ul').append(element('li', {}, link, element('small', { text: record.fields[0]?.[1] ?? '' })));
}
show();
