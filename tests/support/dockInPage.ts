/** A debugger of a page, of whichever library. */
type Debugger = { send(method: string, params?: object): Promise<unknown> };
type Node = { backendNodeId: number; nodeName: string; attributes?: string[] };

/** What the dock looks like in a page of Chromium. Boxes are in pixels of the window; null for what is not drawn. */
export type DockSeen = {
  hosts: number;
  holder: string[];
  shell: Box | null;
  launcher: Box | null;
  handle: Box | null;
  /** Of the handle: the width that it tells to assistive software. */
  valueNow: number;
  /** The addresses of the frames, as the shell has them, and the slot of the one that can be seen. */
  frames: string[];
  shown: number | null;
};
export type Box = { left: number; top: number; right: number; bottom: number };

async function nodesOf(debug: Debugger): Promise<Node[]> {
  await debug.send('DOM.enable');
  const params = { depth: -1, pierce: true };
  return ((await debug.send('DOM.getFlattenedDocument', params)) as { nodes: Node[] }).nodes;
}

const withClass = (nodes: readonly Node[], name: string) =>
  nodes.find(({ attributes }) => classesOf(attributes).includes(name));

/** Gives the keyboard to a part of the dock, as the Tab key does. */
export async function focusDock(debug: Debugger, part: 'launcher' | 'handle'): Promise<void> {
  const node = withClass(await nodesOf(debug), part);
  if (!node) throw new Error(`The dock has no ${part}.`);
  await debug.send('DOM.focus', { backendNodeId: node.backendNodeId });
}

/** Reads the dock. Its root is closed, so only a debugger gets there. Null when there is none in the page. */
export async function readDock(debug: Debugger): Promise<DockSeen | null> {
  const nodes = await nodesOf(debug);
  const hosts = nodes.filter(({ nodeName }) => /^X-\d+-\d+$/.test(nodeName));
  const holder = withClass(nodes, 'holder');
  if (!holder) return null;
  const { object } = (await debug.send('DOM.resolveNode', { backendNodeId: holder.backendNodeId })) as {
    object: { objectId: string };
  };
  const { result } = (await debug.send('Runtime.callFunctionOn', {
    objectId: object.objectId,
    functionDeclaration: `function () {
      const box = (selector) => {
        const element = this.querySelector(selector);
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return element.checkVisibility({ visibilityProperty: true }) && right > left ? { left, top, right, bottom } : null;
      };
      const frames = [...this.querySelectorAll('iframe')];
      const shown = frames.find((frame) => frame.classList.contains('shown'));
      return {
        holder: [...this.classList],
        shell: box('.shell'),
        launcher: box('.launcher'),
        handle: box('.handle'),
        valueNow: Number(this.querySelector('.handle').getAttribute('aria-valuenow')),
        frames: frames.map((frame) => frame.src),
        shown: shown ? Number(new URL(shown.src).hash.slice(1)) : null,
      };
    }`,
    returnByValue: true,
  })) as { result: { value: Omit<DockSeen, 'hosts'> } };
  return { hosts: hosts.length, ...result.value };
}

function classesOf(attributes: readonly string[] = []): string[] {
  const at = attributes.findIndex((name, i) => i % 2 === 0 && name === 'class');
  return at < 0 ? [] : (attributes[at + 1] ?? '').split(' ');
}

export const middleOf = ({ left, top, right, bottom }: Box) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
