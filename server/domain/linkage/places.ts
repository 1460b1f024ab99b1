/** What is read by place: an array, or something that is packed and read as it is asked for. */
export type Places<T> = { readonly length: number; at(i: number): T | undefined };

/** The values in order, with their places. */
export function* eachPlace<T>(places: Places<T>): Generator<[i: number, value: T]> {
  for (let i = 0; i < places.length; i++) yield [i, places.at(i) as T];
}
