import type { PulledPage } from '../domain/ports.ts';

/**
 * The pages of a stream, small ones put together to at most `enough` rows, since each that is saved waits for the disk. The source is asked for
 * the next page while the last one is saved. What came before an error is handed on before it is thrown.
 */
export async function* gatherPages(pages: AsyncIterable<PulledPage>, enough: number): AsyncIterable<PulledPage> {
  const iterator = pages[Symbol.asyncIterator]();
  const ask = () => {
    const asked = iterator.next();
    // It may fail while nobody waits for it yet.
    asked.catch(() => undefined);
    return asked;
  };
  let gathered: PulledPage | null = null;
  try {
    for (let ahead = ask(); ; ) {
      const { done, value: page } = await ahead;
      if (done) break;
      ahead = ask();
      const size = page.records.length;
      if (gathered && gathered.records.length + size > enough) {
        const full: PulledPage = gathered;
        gathered = page;
        yield full;
      } else gathered = gathered ? together(gathered, page) : page;
      // Another one like this would not fit.
      if (gathered.records.length + size > enough) {
        const full: PulledPage = gathered;
        gathered = null;
        yield full;
      }
    }
  } catch (error) {
    if (gathered) yield gathered;
    throw error;
  }
  if (gathered) yield gathered;
}

function together(first: PulledPage, second: PulledPage): PulledPage {
  return {
    ...second,
    records: [...first.records, ...second.records],
    unreadable: (first.unreadable ?? 0) + (second.unreadable ?? 0),
  };
}
