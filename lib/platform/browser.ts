/** The browser's extension API for background and pages, through the polyfill. One of three doors; nothing else imports it. */
import browser from 'webextension-polyfill';

export { browser };
