/**
 * Styles of the shell that holds the panel's frame. Adopted as a constructed sheet, so a page's style policy has no say. The host
 * resets everything first, because pages style every element they can name; no custom properties, because those leak in. The launcher's
 * icon is drawn here: two columns side by side, the record and what is known about it.
 */
export const dockStyle = `
:host { all: initial !important; display: block !important; position: fixed !important; inset-block: 0 !important; inset-inline-end: 0 !important;
  z-index: 2147483646 !important; inline-size: 0 !important; color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif; }
.launcher { all: initial; position: absolute; inset-inline-end: 0; inset-block-start: 38vh; inline-size: 36px; block-size: 44px; cursor: pointer; display: flex;
  align-items: center; justify-content: center; gap: 3px; background: #1d2733; color: #fff; border-start-start-radius: 10px; border-end-start-radius: 10px; box-shadow: 0 1px 6px rgb(0 0 0 / .28); }
.launcher:hover { background: #2b3a4b; } .launcher:focus-visible { outline: 3px solid #4c8dff; outline-offset: 2px; }
.launcher::before { content: ""; box-sizing: border-box; inline-size: 8px; block-size: 13px; border: 2px solid; border-radius: 1px; }
.launcher::after { content: ""; inline-size: 5px; block-size: 12px; background: repeating-linear-gradient(currentColor 0 2px, transparent 2px 5px); }
.shell { position: absolute; inset-block: 0; inset-inline-end: 0; inline-size: 380px; max-inline-size: 92vw; display: none;
  background: #fff; border-inline-start: 1px solid #d9dee4; box-shadow: -2px 0 12px rgb(0 0 0 / .08); }
.open .shell { display: block; } .open .launcher { inset-inline-end: min(380px, 92vw); }
iframe { all: initial; position: absolute; inset: 0; inline-size: 100%; block-size: 100%; border: 0; opacity: 0; pointer-events: none; }
iframe.shown { opacity: 1; pointer-events: auto; }
.say { position: absolute; inset-inline: 24px; inset-block-start: 72px; display: none; color: #33404d; text-align: center; }
.silent .say { display: block; }
.say button { font: inherit; margin-block-start: 12px; padding: 6px 16px; border: 1px solid #b6c0ca; border-radius: 6px; background: none; color: inherit; cursor: pointer; }
@media (prefers-color-scheme: dark) { .shell { background: #14191f; border-color: #2c3641; } .say { color: #c9d3dd; } }
@media print { :host { display: none !important; } }
`;
