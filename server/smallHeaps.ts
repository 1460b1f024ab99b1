import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 collect garbage sooner than it would on a machine with much memory, where it lets a heap grow to four times of what is in use.
 * A heap grows to twice of that, and the young generation of a thread that starts from now on to 96 MB instead of 192 (three semi-spaces).
 * Measured with 300,000 source records: two thirds of the memory, in the same time (decision 46).
 */
export function keepHeapsSmall(): void {
  setFlagsFromString('--heap-growing-percent=100');
  setFlagsFromString('--max-semi-space-size=32');
}
