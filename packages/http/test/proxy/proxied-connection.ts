import { type MemoryReactor, StringTransport } from "@twist/core/testing";
import { HTTPFactory, type HTTPServerOptions } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";

/** Lets promises come to rest. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

/** What a wire was given since the last time, with LF for CRLF and without Date. */
function taken(wire: StringTransport): string {
  return wire
    .takeText("latin1")
    .replaceAll(/Date: [^\r]*\r\n/g, "")
    .replaceAll("\r\n", "\n");
}

/** A client's connection to a proxy, and the servers behind it; the test plays both. */
export class ProxiedConnection {
  readonly reactor: MemoryReactor;
  readonly client: StringTransport;
  #accepted = 0;

  constructor(reactor: MemoryReactor, onRequest: RequestHandler, options: HTTPServerOptions & { peer?: string } = {}) {
    const { peer = "198.51.100.7", ...server } = options;
    this.reactor = reactor;
    this.client = new StringTransport({ clock: reactor, peer: { type: "tcp", family: 4, host: peer, port: 40_000 } });
    this.client.start(new HTTPFactory({ onRequest, ...server }).buildProtocol());
  }

  /** How many connections to servers have been asked for. */
  get attempts(): number {
    return this.reactor.connects.length;
  }

  /** The client sends `text`; LF stands for CRLF. */
  async send(text: string): Promise<void> {
    this.client.deliver(Buffer.from(text.replaceAll("\n", "\r\n"), "latin1"));
    await settled();
  }

  /** What the client has got since the last time. */
  answer(): string {
    return taken(this.client);
  }

  /** Sends `text`, and gives what is answered at once. */
  async ask(text: string): Promise<string> {
    await this.send(text);
    return this.answer();
  }

  /** Accepts the next connection to a server that was asked for. */
  async accept(): Promise<Server> {
    const attempt = this.reactor.connects[this.#accepted++];
    const accepted = attempt?.accept();
    if (accepted === undefined) throw new Error("nobody connects");
    await settled();
    return new Server(accepted.transport);
  }

  /** Lets the next connection to a server that was asked for fail. */
  async refuse(error: Error): Promise<void> {
    this.reactor.connects[this.#accepted++]?.fail(error);
    await settled();
  }

  /** Lets time go by. */
  async advance(ms: number): Promise<void> {
    this.reactor.advance(ms);
    await settled();
  }
}

/** A server behind a proxy. */
export class Server {
  readonly wire: StringTransport;

  constructor(wire: StringTransport) {
    this.wire = wire;
  }

  /** What it has got since the last time. */
  received(): string {
    return taken(this.wire);
  }

  /** It sends `text`; LF stands for CRLF. */
  async send(text: string): Promise<void> {
    this.wire.deliver(Buffer.from(text.replaceAll("\n", "\r\n"), "latin1"));
    await settled();
  }
}
