const signs = ['pointermove', 'pointerdown', 'keydown'] as const;

/**
 * Calls back once, at the first sign of a person in the page: the pointer moves, or a key or button is pressed.
 * @returns how to call it off.
 */
export function onFirstInput(callback: () => void): () => void {
  const controller = new AbortController();
  const arrived = () => {
    controller.abort();
    callback();
  };
  for (const sign of signs)
    addEventListener(sign, arrived, { capture: true, passive: true, signal: controller.signal });
  return () => controller.abort();
}
