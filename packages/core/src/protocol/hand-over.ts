import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { Transport } from "../transport/transport.js";
import { buildFor } from "./build-for.js";

/** Lets a protocol of `factory` speak on `transport` from now on, beginning with `leftover`. */
export function handOver(transport: Transport, factory: ProtocolFactory, leftover?: Buffer): void {
  const protocol = buildFor(transport, factory);
  if (protocol !== undefined) transport.switchProtocol(protocol, leftover);
}
