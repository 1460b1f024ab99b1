import type { RpcName, RpcReply, RpcRequest } from '../contract/rpc.ts';
import { browser } from '../platform/browser.ts';

/** Asks the background from one of our own pages. Rejects only when there is no background to answer. */
export function callBackground<N extends RpcName>(name: N, payload: RpcRequest<N>): Promise<RpcReply<N>> {
  return browser.runtime.sendMessage({ name, payload }) as Promise<RpcReply<N>>;
}
