import type { SourceStates } from '../domain/model.ts';
import { errorAfterMs, sourceAgeMs, warnAfterMs } from '../domain/sourceAge.ts';

const asOfStepMs = 15 * 60_000;

/** How far a source can be trusted by the age of its data: 1 within a day, 0.5 within three, 0 beyond or never read; a file within a month and within three. */
function grade(source: string, lastSuccessAt: number | null, nowMs: number): number {
  const ageMs = sourceAgeMs(source, lastSuccessAt, nowMs);
  return ageMs <= warnAfterMs ? 1 : ageMs <= errorAfterMs ? 0.5 : 0;
}

/** Mean grade of the connected sources, 0..1; 0 when none is connected. */
export function freshnessOf(states: SourceStates, nowMs: number): number {
  const grades = Object.entries(states).flatMap(([source, s]) => (s ? [grade(source, s.lastSuccessAt, nowMs)] : []));
  return grades.length === 0 ? 0 : grades.reduce((sum, g) => sum + g, 0) / grades.length;
}

/**
 * The age that a document states is rounded down to the quarter hour: never fresher than the truth, and a pull that brought nothing new
 * does not make another document.
 */
export function coarse(states: SourceStates): SourceStates {
  const entries = Object.entries(states).map(([source, state]) => [
    source,
    state && state.lastSuccessAt !== null
      ? { ...state, lastSuccessAt: Math.floor(state.lastSuccessAt / asOfStepMs) * asOfStepMs }
      : state,
  ]);
  return Object.fromEntries(entries) as SourceStates;
}

/** What about the sources changes every document, in a text that compares: which are connected, whether they answer, how old they are. */
export function sourceBasis(states: SourceStates, nowMs: number): string {
  return Object.entries(states)
    .map(
      ([source, s]) => `${source}:${s === null ? '' : `${grade(source, s.lastSuccessAt, nowMs)}${s.lastError ?? ''}`}`,
    )
    .join(' ');
}
