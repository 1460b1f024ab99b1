import * as z from 'zod/mini';
import { type RpcName, type RpcReply, type RpcRequest, rpc } from '../contract/rpc.ts';
import { failedAnswer } from './failedAnswer.ts';
import { classifySender, type MessageSender, type OwnIdentity } from './sender.ts';

export type Handlers = { [N in RpcName]: (request: RpcRequest<N>, sender: MessageSender) => Promise<RpcReply<N>> };

const Envelope = z.strictObject({ name: z.string(), payload: z.unknown() });

/**
 * Answers one message, or returns undefined for messages that are not ours to answer. The sender is checked first, then the name, then
 * the payload's schema; a handler that throws answers with a problem and never with a stack.
 */
export function createRpcServer(handlers: Handlers, own: OwnIdentity) {
  return (message: unknown, sender: MessageSender): Promise<unknown> | undefined => {
    const kind = classifySender(sender, own);
    if (kind === null) return undefined;
    const envelope = Envelope.safeParse(message);
    if (!envelope.success || !Object.hasOwn(rpc, envelope.data.name)) return undefined;
    const name = envelope.data.name as RpcName;
    const definition = rpc[name];
    if (definition.from !== kind) return refuse('forbidden', `${name} is not for this sender.`);
    const request = z.safeParse(definition.request as z.ZodMiniType, envelope.data.payload);
    if (!request.success) return refuse('badRequest', `${name}: the payload is not as expected.`);
    const handler = handlers[name] as (request: unknown, sender: MessageSender) => Promise<unknown>;
    // Inside a promise, so that a handler that throws at once is caught like any other.
    const answer = (async () => handler(request.data, sender))();
    return answer.catch((error: unknown) => {
      console.error(`[alongside] ${name} failed`, error);
      return failedAnswer;
    });
  };
}

function refuse(code: 'forbidden' | 'badRequest', message: string): Promise<unknown> {
  return Promise.resolve({ ok: false, code, message });
}
