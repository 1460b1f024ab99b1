import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startContent } from '../lib/dock/startContent.ts';

/**
 * The content script, declared in the manifest by wxt.config.ts. Kept free of the framework's wrapper, which costs more than all of it
 * (docs/adr). Whatever goes wrong here, the page must not notice.
 */
export default defineUnlistedScript(() => {
  if (window !== window.top || document.contentType !== 'text/html') return;
  try {
    startContent();
  } catch (error) {
    console.warn('[alongside] not started', error);
  }
});
