const ports = new Map();
const waiting = new Map();
chrome.runtime.onConnect.addListener((port) => {
  const id = port.sender.tab.id;
  ports.set(id, port);
  port.onDisconnect.addListener(() => ports.delete(id));
  if (waiting.has(id)) port.postMessage(waiting.get(id));
});
chrome.runtime.onMessage.addListener((message, sender) => {
  waiting.set(sender.tab.id, message);
  ports.get(sender.tab.id)?.postMessage(message);
});
