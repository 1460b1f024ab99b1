/** Everything that `read` finds, a page at a time: it gets the last row of the page before, and a page that is not full is the last. */
export async function* pagesOf<R>(
  size: number,
  read: (after: R | undefined, size: number) => Promise<R[]>,
): AsyncIterable<R[]> {
  let after: R | undefined;
  for (;;) {
    const page = await read(after, size);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    after = page.at(-1);
  }
}
