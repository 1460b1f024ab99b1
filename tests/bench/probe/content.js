// The least that a panel can be: on each navigation a message; when the frame says that it has painted, it is let be seen.
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
let generation = Date.now();
const announce = () => {
  generation++;
  holder.classList.add('veiled');
  frame.style.opacity = '0';
  chrome.runtime.sendMessage({ generation, path: location.pathname }).catch(() => undefined);
};
navigation.addEventListener('currententrychange', announce);
chrome.runtime.onMessage.addListener((message) => {
  if (message.painted !== generation) return;
  holder.classList.remove('veiled');
  frame.style.opacity = '1';
});
