import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { OnProgress } from '../jobs/progress.ts';

/** Draws progress on standard error: bars on a terminal, a line per finished phase elsewhere. `stop` leaves the screen as it is. */
export function progressBars(stream: NodeJS.WriteStream = process.stderr): { onProgress: OnProgress; stop(): void } {
  if (!stream.isTTY) return { onProgress: progressLines(stream), stop: () => undefined };
  const multi = new MultiBar(
    { stream, clearOnComplete: false, hideCursor: true, format: '  {phase} {bar} {value}/{total}', barsize: 24 },
    Presets.shades_classic,
  );
  const bars = new Map<string, SingleBar>();
  return {
    onProgress({ phase, done, total }) {
      const bar = bars.get(phase) ?? multi.create(total ?? Math.max(1, done), 0);
      bars.set(phase, bar);
      bar.setTotal(Math.max(total ?? done + 1, done, 1));
      bar.update(total === 0 ? 1 : done, { phase: phase.padEnd(24) });
    },
    stop: () => multi.stop(),
  };
}

function progressLines(stream: NodeJS.WriteStream): OnProgress {
  const finished = new Set<string>();
  return ({ phase, done, total }) => {
    if (total === null || done < total || finished.has(phase)) return;
    finished.add(phase);
    stream.write(`  ${phase}: ${done}\n`);
  };
}
