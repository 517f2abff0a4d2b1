import type { Deferred } from "../deferred/deferred.js";
import type { ListenUDPOptions, ReactorUDP } from "../reactor/reactor.js";
import type { DatagramReceiver, DatagramTransport } from "../transport/datagram-transport.js";
import type { DescriptionReader } from "./description-reader.js";
import type { DatagramEndpoint } from "./endpoint.js";

/** A UDP port: `udp:PORT[:interface=ADDRESS]`. */
export class UDPEndpoint implements DatagramEndpoint {
  readonly #reactor: ReactorUDP;
  readonly #port: number;
  readonly #options: ListenUDPOptions;

  constructor(reactor: ReactorUDP, port: number, options: ListenUDPOptions = {}) {
    this.#reactor = reactor;
    this.#port = port;
    this.#options = options;
  }

  listen(protocol: DatagramReceiver): Deferred<DatagramTransport> {
    return this.#reactor.listenUDP(this.#port, protocol, this.#options);
  }
}

/** Reads what follows `udp:` in a description. */
export function readUDP(reactor: ReactorUDP, reader: DescriptionReader): UDPEndpoint {
  const port = reader.port(0);
  const address = reader.option("interface");
  const reuseAddress = reader.yesNo("reuse-address");
  reader.finish();
  return new UDPEndpoint(reactor, port, {
    ...(address === undefined || address === "" ? {} : { interface: address }),
    ...(reuseAddress === undefined ? {} : { reuseAddress }),
  });
}
