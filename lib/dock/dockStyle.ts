/**
 * Styles of the shell that holds the panel's frames. Adopted as a constructed sheet, so a page's style policy has no say. The host
 * resets everything first and marks it important, which inside a shadow tree wins over the page; pages style every element they can
 * name. The custom properties are set on the holder itself (lib/dock/dockElements.ts), so that none of the page's leak in. Sizes are
 * those of lib/dock/dockPlacement.ts. The launcher's icon is drawn here: two columns side by side, the record and what is known about it.
 *
 * No shadow but the shell's own: one that reaches over a frame covers it, as IntersectionObserver v2 in that frame sees it (Chromium 156).
 *
 * `open`: the panel. `rail`: the same frames squeezed, under a launcher which is seen only until they have painted (`known`).
 */
export const dockStyle = `
:host { all: initial !important; display: block !important; position: fixed !important; inset-block: 0 !important; inset-inline-end: 0 !important;
  z-index: 2147483647 !important; inline-size: 0 !important; }
.holder { position: fixed; inset-block: 0; inset-inline: auto 0; inline-size: 0; color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif; }
.holder.start, .start .shell { inset-inline: 0 auto; }
.shell { position: absolute; inset-inline: auto 0; box-sizing: border-box; background: #fff; box-shadow: 0 0 12px rgb(0 0 0 / .16); overflow: hidden; }
.open .shell { inset-block: var(--top) var(--bottom); inline-size: min(var(--width), 100vw - 36px); }
.rail .shell { inset-block-start: clamp(0px, var(--at), 100% - 132px); inline-size: 44px; block-size: 132px; border-start-start-radius: 10px; border-end-start-radius: 10px; }
.rail.start .shell { border-radius: 0; border-start-end-radius: 10px; border-end-end-radius: 10px; }
.launcher { all: initial; direction: inherit; position: absolute; inset-block-start: clamp(0px, var(--at), 100% - 44px); inset-inline: auto min(var(--width), 100vw - 36px);
  z-index: 1; inline-size: 28px; block-size: 44px; cursor: pointer; display: flex; align-items: center; justify-content: center; gap: 3px; touch-action: none;
  background: #1d2733; color: #fff; border-start-start-radius: 10px; border-end-start-radius: 10px; }
.start .launcher { inset-inline: min(var(--width), 100vw - 36px) auto; border-radius: 0; border-start-end-radius: 10px; border-end-end-radius: 10px; }
.launcher:hover { background: #2b3a4b; } .launcher:focus-visible { outline: 3px solid #4c8dff; outline-offset: -3px; }
.launcher::before { content: ""; box-sizing: border-box; inline-size: 8px; block-size: 13px; border: 2px solid; border-radius: 1px; }
.launcher::after { content: ""; inline-size: 5px; block-size: 12px; background: repeating-linear-gradient(currentColor 0 2px, transparent 2px 5px); }
.rail .launcher { inset-block-start: clamp(0px, var(--at), 100% - 132px); inset-inline: auto 0; inline-size: 44px; block-size: 132px; transition: background-color 0s .12s, color 0s .12s; }
.rail.start .launcher { inset-inline: 0 auto; }
.rail.known .launcher { background: transparent; color: transparent; transition: none; } .rail.known .launcher:hover { background: rgb(127 140 155 / .18); }
.handle { position: absolute; inset-block: 0; inset-inline: 0 auto; inline-size: 6px; cursor: ew-resize; touch-action: none; border-inline-start: 1px solid #d9dee4; box-sizing: border-box; }
.start .handle { inset-inline: auto 0; border-inline: 0 solid #d9dee4; border-inline-end-width: 1px; }
.handle:hover { background: #d9dee4; } .handle:focus-visible { background: #4c8dff; outline: 0; }
.rail .handle { display: none; }
iframe { all: initial; position: absolute; inset-block: 0; inset-inline: 6px 0; inline-size: calc(100% - 6px); block-size: 100%; border: 0; opacity: 0; pointer-events: none; }
.start iframe { inset-inline: 0 6px; }
.rail iframe { inset-inline: 0; inline-size: 100%; }
iframe.shown { opacity: 1; } .open iframe.shown { pointer-events: auto; }
.say { position: absolute; inset-inline: 24px; inset-block-start: 72px; display: none; color: #33404d; text-align: center; }
.silent.open .say { display: block; }
.say button { font: inherit; margin-block-start: 12px; padding: 6px 16px; border: 1px solid #b6c0ca; border-radius: 6px; background: none; color: inherit; cursor: pointer; }
@media (prefers-color-scheme: dark) { .shell { background: #14191f; } .handle { border-color: #2c3641; } .handle:hover { background: #2c3641; } .say { color: #c9d3dd; } }
@media print { :host { display: none !important; } }
`;
