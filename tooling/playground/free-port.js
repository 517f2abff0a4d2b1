import { CannotListenError, DatagramProtocol, Factory } from "@twist/core";

/** How many ports are tried before giving up. */
const attempts = 100;

const nobody = Factory.from(() => undefined);

/**
 * The first port from `wanted` on that is free on loopback, for TCP and UDP, so that the playground starts whatever else is running.
 *
 * @param {import("@twist/core").Reactor} reactor
 * @param {number} wanted
 */
export async function freePort(reactor, wanted) {
  for (let port = wanted; port < wanted + attempts; port += 1) {
    try {
      const streams = await reactor.listenTCP(port, nobody, { interface: "127.0.0.1" });
      await streams.stopListening();
      const datagrams = await reactor.listenUDP(port, new DatagramProtocol(), { interface: "127.0.0.1" });
      await datagrams.stopListening();
      return port;
    } catch (error) {
      if (!(error instanceof CannotListenError)) throw error;
    }
  }
  throw new CannotListenError(
    `None of the ports from ${String(wanted)} to ${String(wanted + attempts - 1)} is free on 127.0.0.1.`,
  );
}
