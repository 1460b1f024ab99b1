/** Changes to one vendor's records while the sandbox runs. `type` is a word of the vendor's; false: there is no such record. */
export type VendorChanges = {
  /** Sets fields of a record, as of an instant (epoch milliseconds). */
  change(type: string, id: string, fields: Readonly<Record<string, unknown>>, atMs: number): boolean;
  /** Adds a record that is like another one of the same type but for these fields. False when there is none that it is like. */
  add(type: string, like: string, id: string, fields: Readonly<Record<string, unknown>>, atMs: number): boolean;
  /** Deletes a record the way the vendor does. */
  remove(type: string, id: string, atMs: number): boolean;
};
