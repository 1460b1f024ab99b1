/**
 * Calls back once what is in the document now has been handed to the screen: the first animation frame draws it, the second one begins
 * when that is done.
 * @returns how to call it off.
 */
export function afterPaint(callback: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(callback);
  });
  return () => cancelAnimationFrame(frame);
}
