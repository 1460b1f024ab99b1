import type { Session } from './bareBrowser.ts';

/** What the process of a page or frame, or a worker, holds after everything that nobody needs any more was collected. */
export type Held = {
  heapBytes: number;
  /** Of a document's process; a worker has none of these. */
  nodes: number;
  listeners: number;
  documents: number;
  /** Of the worker, which every connection between the parts of the extension leads to: its ends (`runtime.Port`), open or forgotten. */
  ports: number;
};

type Snapshot = {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
  strings: string[];
};

/**
 * After so many collections of garbage the lowest heap counts: what one of them frees may have held more, and what the same process does
 * between a collection and the reading, in any of its frames, comes on top: of 5.2 MB a single reading was up to 6.1.
 */
const collections = 8;

/** Collects garbage, and reads. Frames of one process share their numbers. */
export async function heldBy(session: Session): Promise<Held> {
  await session.send('HeapProfiler.enable');
  let heapBytes = Number.POSITIVE_INFINITY;
  for (let round = 0; round < collections; round++) {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send<{ usedSize: number }>('Runtime.getHeapUsage');
    heapBytes = Math.min(heapBytes, usedSize);
  }
  const isWorker = await session.evaluate<boolean>(`typeof document === 'undefined'`);
  const ports = isWorker ? await countPorts(session) : 0;
  await session.send('HeapProfiler.disable');
  if (isWorker) return { heapBytes, ports, nodes: 0, listeners: 0, documents: 0 };
  type Metrics = { metrics: { name: string; value: number }[] };
  await session.send('Performance.enable');
  const { metrics } = await session.send<Metrics>('Performance.getMetrics');
  await session.send('Performance.disable');
  const read = (name: string) => metrics.find((m) => m.name === name)?.value ?? Number.NaN;
  return { heapBytes, ports, nodes: read('Nodes'), listeners: read('JSEventListeners'), documents: read('Documents') };
}

/** A port is a native object, which no script can list: only a snapshot of the heap names it, which takes its time. */
async function countPorts(session: Session): Promise<number> {
  const chunks: string[] = [];
  session.on<{ chunk: string }>('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot');
  const { snapshot, nodes, strings } = JSON.parse(chunks.join('')) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name] = [fields.indexOf('type'), fields.indexOf('name')];
  const native = types[0].indexOf('native');
  let ports = 0;
  for (let at = 0; at < nodes.length; at += fields.length)
    if (nodes[at + type] === native && strings[nodes[at + name] ?? -1] === 'Port') ports++;
  return ports;
}
