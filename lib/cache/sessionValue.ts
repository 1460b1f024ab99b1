/** The part of `storage.session` that is used here; tests pass a map. With null, `get` gives everything. */
export type SessionArea = {
  get(key: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
};

export type SessionValue<Value> = {
  read(): Promise<Value>;
  /** One change at a time, because the area knows no transactions. Rejects when the area does. */
  change(edit: (value: Value) => Value): Promise<void>;
};

/**
 * One value of the browser's session storage, which is memory: it outlives a stopped worker, but not the browser, and never reaches the
 * disk. With a copy, because every navigation asks and the area answers slowly while the browser is busy with the navigation itself.
 */
export function createSessionValue<Value>(area: SessionArea, key: string, empty: Value): SessionValue<Value> {
  let queue: Promise<unknown> = Promise.resolve();
  let copy: Promise<Value> | null = null;
  const read = (): Promise<Value> => {
    copy ??= area.get(key).then((stored) => (stored[key] ?? empty) as Value);
    // Not remembered when it fails: the next question may be answered.
    copy.catch(() => {
      copy = null;
    });
    return copy;
  };
  return {
    read,
    change(edit) {
      const done = queue.then(async () => {
        const next = edit(await read());
        await area.set({ [key]: next });
        copy = Promise.resolve(next);
      });
      queue = done.catch(() => undefined);
      return done;
    },
  };
}
