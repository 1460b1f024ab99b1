// The least that a panel can be: on each navigation a message, and a line of text when it has come.
const host = document.createElement('x-probe');
const root = host.attachShadow({ mode: 'closed' });
const holder = document.createElement('div');
const shell = document.createElement('div');
shell.className = 'shell';
shell.style.cssText = 'position:fixed;inset:0 0 0 auto;width:380px;background:#fff';
const frame = document.createElement('iframe');
frame.style.cssText = 'width:100%;height:100%;border:0';
frame.src = chrome.runtime.getURL('frame.html');
shell.append(frame);
holder.append(shell);
root.append(holder);
document.documentElement.append(host);
const announce = () => chrome.runtime.sendMessage({ path: location.pathname }).catch(() => undefined);
navigation.addEventListener('currententrychange', announce);
