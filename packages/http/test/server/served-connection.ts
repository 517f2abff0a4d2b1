import { StringTransport } from "@twist/core/testing";
import { Clock } from "@twist/core/testing";
import { HTTPFactory, type HTTPServerOptions } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";

/** A server's end of a connection that a test plays the client and the network of. */
export class ServedConnection {
  readonly clock = new Clock();
  readonly transport = new StringTransport({ clock: this.clock });

  constructor(onRequest: RequestHandler, options: HTTPServerOptions = {}) {
    this.transport.start(new HTTPFactory({ onRequest, ...options }).buildProtocol());
  }

  /** Sends `text`; LF stands for CRLF. @returns what has been answered since the last time, with LF for CRLF and without Date. */
  send(text: string): string {
    this.transport.deliver(Buffer.from(text.replaceAll("\n", "\r\n"), "latin1"));
    return this.answer();
  }

  /** What has been answered since the last time. */
  answer(): string {
    return this.transport
      .takeText("latin1")
      .replaceAll(/Date: [^\r]*\r\n/g, "")
      .replaceAll("\r\n", "\n");
  }
}

/** Lets everything that is ready to run do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
