/** What the page makes room by: attributes that entrypoints/push.css knows. No inline style, because pages rewrite theirs. */
const attributes = ['data-als-push', 'data-als-width'] as const;

export type Room = { side: 'start' | 'end'; width: number };

const valueFor = (name: (typeof attributes)[number], room: Room | null) =>
  room && (name === 'data-als-push' ? room.side : String(room.width));

/** Whether the page makes this room, or none for null. */
export function hasRoom(room: Room | null): boolean {
  return attributes.every((name) => document.documentElement.getAttribute(name) === valueFor(name, room));
}

/** Lets the page make room, or stand as it did. Also takes away what a copy of this script left that is gone. */
export function makeRoom(room: Room | null): void {
  const page = document.documentElement;
  for (const name of attributes) {
    const value = valueFor(name, room);
    if (page.getAttribute(name) === value) continue;
    if (value === null) page.removeAttribute(name);
    else page.setAttribute(name, value);
  }
}
