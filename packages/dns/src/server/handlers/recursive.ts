import type { RecursiveResolver } from "../../recursive/recursive-resolver.js";
import { Opcode } from "../../wire/opcode.js";
import type { DNSHandler } from "../dns-handler.js";
import { refuseIterative } from "./refuse-iterative.js";

/**
 * Finds the answers out, for whomever gets so far: put `accessList` before it, so that it doesn't serve strangers, and `cache` so that it
 * needn't put them together each time. Who doesn't want recursion (RD) is refused: what others have asked for is nobody's business.
 *
 *     handlers: [accessList({ allow: LOCAL_NETWORKS }), cache(), recursive(new RecursiveResolver())]
 */
export function recursive(resolver: RecursiveResolver): DNSHandler {
  return (query, next) => {
    const { message } = query;
    if (message.opcode !== Opcode.QUERY) return next(query);
    return message.rd ? resolver.respond(message) : refuseIterative(message);
  };
}
