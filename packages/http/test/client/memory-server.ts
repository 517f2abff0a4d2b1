import { MemoryReactor, type StringTransport } from "@twist/core/testing";
import { Agent, type AgentOptions } from "../../src/client/agent.js";

/** Any http URL here needs no name resolution. */
export const URL_A = "http://192.0.2.10/";
export const URL_B = "http://192.0.2.20/";

/** A whole response with `body`. */
export function reply(body = "", head = "HTTP/1.1 200 OK"): string {
  return `${head}\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
}

/** Lets promises come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** An agent on a reactor of memory, and the servers that it connects to, which the test plays. */
export class MemoryServer {
  readonly reactor = new MemoryReactor();
  readonly agent: Agent;
  #accepted = 0;

  constructor(options: AgentOptions = {}) {
    this.agent = new Agent({ reactor: this.reactor, ...options });
  }

  /** How many connections have been asked for. */
  get attempts(): number {
    return this.reactor.connects.length;
  }

  /** Accepts the next connection that was asked for. */
  accept(): StringTransport {
    const attempt = this.reactor.connects[this.#accepted++];
    if (attempt === undefined) throw new Error("nobody connects");
    const accepted = attempt.accept();
    if (accepted === undefined) throw new Error("the connection was refused");
    return accepted.transport;
  }

  /** Lets the next connection that was asked for fail. */
  refuse(error: Error): void {
    this.reactor.connects[this.#accepted++]?.fail(error);
  }
}
