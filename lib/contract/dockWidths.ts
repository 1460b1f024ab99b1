/** Widths of the panel in CSS pixels: a step is what the stylesheet of the page knows (entrypoints/push.css). No schema: the dock reads it. */
export const dockWidths = { least: 320, most: 560, step: 20, normal: 380 } as const;
