import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchResult } from '../../lib/contract/api.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import type { RpcReply } from '../../lib/contract/rpc.ts';

/** A pause in typing after which it is worth asking. */
const pauseMs = 150;
/** The server finds nothing for less. */
const leastLetters = 2;

export type Find = (query: string) => Promise<RpcReply<'search.find'>>;

export type Search = {
  query: string;
  /**
   * - `idle`: nothing asked (yet).
   * - `short`: too little to ask.
   * - `waiting`: an answer is on its way; `results` are those of the answer before.
   * - `found`: `results` answer the query, and may be none.
   * - `problem`: `problem` says why there is no answer.
   */
  phase: 'idle' | 'short' | 'waiting' | 'found' | 'problem';
  results: readonly SearchResult[];
  /** More customers match than are told. */
  more: boolean;
  problem: ErrorCode | null;
};

/** Asks while a person types: after a pause, and only the answer to what was typed last counts. `first` is not asked for by itself. */
export function useSearch(find: Find, first: string) {
  const [search, setSearch] = useState<Search>({
    query: first,
    phase: 'idle',
    results: [],
    more: false,
    problem: null,
  });
  const newest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(
    () => () => {
      newest.current = -1;
      clearTimeout(timer.current);
    },
    [],
  );

  const ask = async (query: string): Promise<void> => {
    clearTimeout(timer.current);
    const own = ++newest.current;
    setSearch((before) => ({ ...before, phase: 'waiting', problem: null }));
    const reply = await find(query).catch(() => ({ ok: false, code: 'serverError' }) as const);
    if (own !== newest.current) return;
    setSearch((before) =>
      reply.ok
        ? { ...before, phase: 'found', ...reply.found }
        : { ...before, phase: 'problem', results: [], more: false, problem: reply.code },
    );
  };

  return {
    search,
    type(query: string): void {
      clearTimeout(timer.current);
      newest.current++;
      const asked = query.trim();
      const enough = [...asked].length >= leastLetters;
      setSearch((before) => ({
        query,
        phase: asked === '' ? 'idle' : enough ? 'waiting' : 'short',
        results: enough ? before.results : [],
        more: enough && before.more,
        problem: null,
      }));
      if (enough) timer.current = setTimeout(() => void ask(asked), pauseMs);
    },
    /** Without waiting for a pause. */
    now(): void {
      const asked = search.query.trim();
      if ([...asked].length >= leastLetters) void ask(asked);
    },
  };
}
