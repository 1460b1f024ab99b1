// Lightning: every visited page stays mounted, and only classes say which one is active. A console has workspaces with subtabs.
import { button, element, fields, notes } from './pane.client.js';

function page(record, mode) {
  const name = element('lightning-formatted-text', { slot: 'primaryField', text: record.title });
  const heading = element('h1', {}, element('div', { class: 'entityNameTitle kind', text: record.kind }), name);
  const head = element('header', { class: 'pane-head' }, heading);
  for (const { title, path } of record.belongsTo) {
    const link = element('force-lookup', {}, element('a', { href: path, text: title }));
    head.append(element('records-highlights-details-item', {}, link));
  }
  head.append(button('Save', { name: 'SaveEdit', class: 'save' }), button('Cancel', { name: 'CancelEdit' }));
  const content = element('one-record-home-flexipage2', { class: 'pane' }, head, fields(record), notes());
  return element('div', { class: `${mode} lafPageHost` }, content);
}

function tab(record, href) {
  const link = element('a', { class: 'tab', href, role: 'tab', title: record.title });
  link.append(element('span', { text: record.title }), button('×', { class: 'close', title: `Close ${record.title}` }));
  return link;
}

/** Marks the one whose key is current, and no other. */
function mark(nodes, current, className) {
  for (const [key, node] of nodes) node.classList.toggle(className, key === current);
}

export function salesforce(data, recordOf) {
  return data.isConsole ? createConsole(data, recordOf) : createStandard();
}

function createStandard() {
  const pages = new Map();
  const tabs = new Map();
  return {
    show(record) {
      if (record && !pages.has(record.path)) {
        pages.set(record.path, page(record, 'windowViewMode-normal'));
        tabs.set(record.path, tab(record, record.path));
        document.getElementById('panes').append(pages.get(record.path));
        document.getElementById('tabs').append(tabs.get(record.path));
      }
      mark(pages, record?.path, 'active');
      mark(tabs, record?.path, 'current');
    },
    close(href) {
      for (const map of [pages, tabs]) {
        map.get(href)?.remove();
        map.delete(href);
      }
    },
  };
}

function createConsole(data, recordOf) {
  /** By the address of the workspace. */
  const workspaces = new Map();
  const workspaceOf = (href) => new URL(href, location.origin).searchParams.get('ws');

  function openWorkspace(href) {
    const known = workspaces.get(href);
    if (known) return known;
    const section = element('section', { class: 'oneConsoleTab' });
    const bar = element('nav', { class: 'subtabs', role: 'tablist' });
    section.append(bar);
    const workspace = { tab: tab(recordOf(href), href), section, bar, pages: new Map(), tabs: new Map() };
    workspaces.set(href, workspace);
    document.getElementById('tabs').append(workspace.tab);
    document.getElementById('panes').append(section);
    openSubtab(workspace, href);
    return workspace;
  }

  function openSubtab(workspace, href) {
    if (workspace.pages.has(href)) return;
    const record = recordOf(href);
    workspace.pages.set(href, page(record, 'windowViewMode-maximized'));
    workspace.tabs.set(href, tab(record, href));
    workspace.section.append(workspace.pages.get(href));
    workspace.bar.append(workspace.tabs.get(href));
  }

  for (const { href, subtabs } of data.tabs) {
    const workspace = openWorkspace(href);
    for (const subtab of subtabs) openSubtab(workspace, subtab);
    // Each workspace keeps its own active page, also while another workspace is in front.
    mark(workspace.pages, href, 'active');
  }
  return {
    show(record) {
      const parameters = new URLSearchParams(location.search);
      const ws = workspaceOf(location.href);
      // What else stands in the query says nothing about the tab.
      const href =
        record && (ws === null ? record.path : `${record.path}?ws=${encodeURIComponent(parameters.get('ws'))}`);
      const current = record && openWorkspace(ws !== null && recordOf(ws) ? ws : record.path);
      for (const workspace of workspaces.values()) {
        workspace.section.hidden = workspace !== current;
        workspace.section.classList.toggle('active', workspace === current);
        workspace.tab.classList.toggle('current', workspace === current);
      }
      if (!current) return;
      openSubtab(current, href);
      mark(current.pages, href, 'active');
      mark(current.tabs, href, 'current');
    },
    close(href) {
      const own = workspaces.get(href);
      own?.tab.remove();
      own?.section.remove();
      workspaces.delete(href);
      for (const workspace of workspaces.values()) {
        workspace.pages.get(href)?.remove();
        workspace.tabs.get(href)?.remove();
        workspace.pages.delete(href);
        workspace.tabs.delete(href);
      }
    },
  };
}
