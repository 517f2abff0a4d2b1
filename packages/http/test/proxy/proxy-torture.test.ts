import { describe, expect, it } from "@jest/globals";
import { type Deferred, isTwistError, type ListeningPort, type Reactor } from "@twist/core";
import { torture, TranscriptMismatch } from "@twist/core/testing";
import { ReverseProxy } from "../../src/proxy/reverse-proxy.js";
import { HTTPFactory } from "../../src/server/http-factory.js";

/** A proxy in front of a server on the same host, which ends with it. */
class Proxied extends HTTPFactory {
  readonly #port: Deferred<ListeningPort>;

  constructor(reactor: Reactor) {
    super({ resource: new ReverseProxy({ upstreams: ["http://127.0.0.1:8081"], pseudonym: "edge", reactor }) });
    this.#port = reactor.listenTCP(8081, echo(), { interface: "127.0.0.1" });
  }

  override stopFactory(): void {
    this.#port.addCallback((port) => port.stopListening());
  }
}

/** A server that gives back what it gets. */
function echo(): HTTPFactory {
  return new HTTPFactory({
    onRequest: async ({ method, body }, response) => {
      response.send(200, {}, `${method} ${await body.text()}`);
    },
  });
}

const dialogue = String.raw`
  C: GET / HTTP/1.1
  C: Host: a.example
  C:
  S: HTTP/1.1 200 OK
  S: /Date: .+/
  S: Via: 1.1 edge
  S: Content-Length: 4
  S:
  S: GET \
  C: POST / HTTP/1.1
  C: Host: a.example
  C: Transfer-Encoding: chunked
  C: Connection: close
  C:
  C: 5
  C: hello
  C: 6;extension
  C:  world
  C: 0
  C: X-Trailer: 1
  C:
  S: HTTP/1.1 200 OK
  S: /Date: .+/
  S: Via: 1.1 edge
  S: Content-Length: 16
  S: Connection: close
  S:
  S: POST hello world\
  S! close
`;

describe("a ReverseProxy under torture", () => {
  it("comes through with its answers whole, and leaves nothing behind", async () => {
    const report = await torture({
      name: "reverse proxy",
      server: ({ serverReactor }) => new Proxied(serverReactor),
      dialogue,
      // The faults are those of the wire behind the proxy too. What a client then gets in the place of what the dialogue has is one of these.
      isOwnError: (error) =>
        error instanceof TranscriptMismatch
          ? /HTTP\/1.1 (?:408 Request Timeout|502 Bad Gateway|504 Gateway Timeout)/.test(error.message)
          : isTwistError(error),
    });
    expect(report.runs).toBeGreaterThan(300);
  }, 60_000);
});
