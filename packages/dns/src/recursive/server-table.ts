import { randomBytes } from "node:crypto";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { type Family, FamilyWays } from "./family-ways.js";
import { AuthorityServer, type AuthorityServerContext } from "./authority-server.js";

/** What a `ServerTable` is made of. */
export interface ServerTableOptions {
  readonly reactor: ExchangeReactor;
  readonly port: number;
  readonly maxServers: number;
  /** The families of IP that are used. */
  readonly families: readonly Family[];
}

/** All servers that were asked lately, by address. */
export class ServerTable {
  readonly #context: AuthorityServerContext;
  readonly #maxServers: number;
  readonly #servers = new Map<string, AuthorityServer>();
  /** Those that were asked for more than once. */
  readonly #used = new Set<string>();

  constructor({ reactor, port, maxServers, families }: ServerTableOptions) {
    this.#context = { reactor, port, cookieSecret: randomBytes(32), ways: new FamilyWays(families, reactor) };
    this.#maxServers = maxServers;
  }

  get size(): number {
    return this.#servers.size;
  }

  get(host: string): AuthorityServer {
    const known = this.#servers.get(host);
    if (known !== undefined) {
      this.#used.add(host);
      return known;
    }
    if (this.#servers.size >= this.#maxServers) this.#forgetOne();
    const server = new AuthorityServer(host, this.#context);
    this.#servers.set(host, server);
    return server;
  }

  close(): void {
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
    this.#used.clear();
  }

  /** The oldest that wasn't asked for since it was last looked at here. Who is asking it goes on; its connection ends when nobody does. */
  #forgetOne(): void {
    for (const [host, server] of this.#servers) {
      this.#servers.delete(host);
      if (!this.#used.delete(host)) return;
      // Another round: put behind the others, it comes again only when all of them were used, and aren't any more.
      this.#servers.set(host, server);
    }
  }
}
