const line = document.querySelector('p');
let port = null;
const connect = () => {
  if (port) return;
  port = chrome.runtime.connect({ name: 'probe' });
  port.onDisconnect.addListener(() => {
    port = null;
    if (!document.hidden) connect();
  });
  port.onMessage.addListener((message) => {
    line.textContent = message.path;
  });
};
connect();
document.addEventListener('visibilitychange', connect);
