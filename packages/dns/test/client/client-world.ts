import { afterEach, expect } from "@jest/globals";
import type { Deferred } from "@twist/core";
import { SimulatedNetwork } from "@twist/core/testing";
import { StubResolver } from "../../src/client/stub-resolver.js";
import type { StubResolverOptions } from "../../src/client/stub-resolver-options.js";
import { NameServer, type Script } from "../exchange/name-server.js";

/** A client, a resolver on it, and the name servers that it asks: 192.0.2.1, 192.0.2.2 and so on. */
export class ClientWorld {
  readonly network: SimulatedNetwork;
  readonly servers: readonly NameServer[];
  readonly resolver: StubResolver;

  private constructor(network: SimulatedNetwork, servers: readonly NameServer[], resolver: StubResolver) {
    this.network = network;
    this.servers = servers;
    this.resolver = resolver;
  }

  static async open(
    scripts: Script | readonly Script[],
    options: Partial<StubResolverOptions> = {},
  ): Promise<ClientWorld> {
    const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    const all = typeof scripts === "function" ? [scripts] : scripts;
    const servers = await Promise.all(
      all.map((script, i) => NameServer.start(network, `ns${String(i)}`, `192.0.2.${String(i + 1)}`, script)),
    );
    const { reactor } = network.host("client");
    const resolver = new StubResolver({ servers: servers.map(({ address }) => address), ...options }, reactor);
    return new ClientWorld(network, servers, resolver);
  }

  get reactor(): ReturnType<SimulatedNetwork["host"]>["reactor"] {
    return this.network.host("client").reactor;
  }

  get server(): NameServer {
    const [server] = this.servers;
    if (server === undefined) throw new TypeError("there is no server");
    return server;
  }

  /** What comes of `work`, after all that it leads to has happened. */
  async settle<Result>(work: Deferred<Result> | Promise<Result>): Promise<Result> {
    await Promise.allSettled([work, this.network.run()]);
    return work;
  }

  /** What is left open on the client: nothing, whatever happened. */
  leftOpen(): string[] {
    return this.network.openHandles().filter((handle) => handle.startsWith("client"));
  }
}

/** What opens worlds in the tests of a file. After each test nothing may be left open in the last of them. */
export function clientWorlds(): typeof ClientWorld.open {
  let opened: ClientWorld | undefined;
  afterEach(() => {
    expect(opened?.leftOpen() ?? []).toEqual([]);
    opened = undefined;
  });
  return async (scripts, options) => (opened = await ClientWorld.open(scripts, options));
}
