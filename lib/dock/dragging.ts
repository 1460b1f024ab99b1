/** A hand that trembles does not drag. */
const leastPx = 4;

export type Drag = {
  start(): void;
  /** How far from where it began, in CSS pixels. */
  move(dx: number, dy: number): void;
  /** Let go, or interrupted. */
  end(): void;
};

/**
 * Lets an element be dragged by a person: with mouse, pen or finger, also over frames. The page keeps its focus and its selection.
 * @returns whether the last press became a drag, in which case the click that follows is none.
 */
export function onDrag(element: HTMLElement, { start, move, end }: Drag): () => boolean {
  let from: { id: number; x: number; y: number } | null = null;
  let isDragged = false;
  const finish = () => {
    if (from && isDragged) end();
    from = null;
  };
  element.addEventListener('pointerdown', (event) => {
    if (!event.isTrusted || event.button !== 0) return;
    isDragged = false;
    from = { id: event.pointerId, x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (!event.isTrusted || event.pointerId !== from?.id) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!isDragged) {
      if (Math.hypot(dx, dy) < leastPx) return;
      isDragged = true;
      start();
    }
    move(dx, dy);
  });
  element.addEventListener('lostpointercapture', finish);
  element.addEventListener('mousedown', (event) => event.preventDefault());
  return () => isDragged;
}
