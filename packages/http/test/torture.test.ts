import { describe, expect, it } from "@jest/globals";
import { Deferred, Factory, isTwistError, type ReactorTime } from "@twist/core";
import {
  torture,
  type TortureClient,
  TortureFailure,
  type TortureReport,
  type TortureSubject,
  TranscriptMismatch,
} from "@twist/core/testing";
import { HTTPClientProtocol } from "../src/client/http-client-protocol.js";
import type { RequestOptions } from "../src/client/request-options.js";
import { HTTPFactory } from "../src/server/http-factory.js";
import type { RequestHandler } from "../src/server/request-handler.js";

/** One of each kind of answer: at once; when the body has come; piece by piece. */
function application(clock: ReactorTime): RequestHandler {
  return async ({ method, path, body }, response) => {
    if (method === "POST") {
      response.send(200, {}, await body.text());
      return;
    }
    if (path !== "/pieces") {
      response.send(200, {}, "fixed");
      return;
    }
    response.sendHead(200);
    response.write("one ");
    clock.callLater(1_000, () => {
      response.write("two");
      response.end();
    });
  };
}

function server(clock: ReactorTime): HTTPFactory {
  return new HTTPFactory({ onRequest: application(clock) });
}

const dialogueWithServer = String.raw`
  # Two requests at once; the answer to the second is there first, and waits for its turn.
  C: GET /pieces HTTP/1.1
  C: Host: a.example
  C:
  C: GET / HTTP/1.1
  C: Host: a.example
  C:
  S: HTTP/1.1 200 OK
  S: /Date: .+/
  S: Transfer-Encoding: chunked
  S:
  S: 4
  S: one\x20
  S: 3
  S: two
  S: 0
  S:
  S: HTTP/1.1 200 OK
  S: /Date: .+/
  S: Content-Length: 5
  S:
  S: fixed\
  C: POST / HTTP/1.1
  C: Host: a.example
  C: Content-Length: 5
  C:
  C: hello\
  S: HTTP/1.1 200 OK
  S: /Date: .+/
  S: Content-Length: 5
  S:
  S: hello\
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
  S: Content-Length: 11
  S: Connection: close
  S:
  S: hello world\
  S! close
`;

const dialogueWithClient = String.raw`
  C: GET / HTTP/1.1
  C: Host: a.example
  C:
  S: HTTP/1.1 103 Early Hints
  S: Link: </style.css>; rel=preload
  S:
  S: HTTP/1.1 200 OK
  S: Transfer-Encoding: chunked
  S:
  S: 3;extension
  S: one
  S: 0
  S: X-Trailer: 1
  S:
  C: POST / HTTP/1.1
  C: Host: a.example
  C: Expect: 100-continue
  C: Content-Length: 5
  C:
  S: HTTP/1.1 100 Continue
  S:
  C: hello\
  S: HTTP/1.1 200 OK
  S: Content-Length: 3
  S:
  S: two\
  C: GET / HTTP/1.1
  C: Host: a.example
  C:
  S: HTTP/1.1 200 OK
  S:
  # Without a length the body ends with the connection.
  S: three\
`;

/** What a client asks for, and the text that it wants back. */
type Errand = readonly [options: Omit<RequestOptions, "url">, expected: string];

/** Runs its errands over one connection, one after another. */
class ErrandRunner extends HTTPClientProtocol {
  readonly done = new Deferred<void>();
  readonly #errands: readonly Errand[];

  constructor(errands: readonly Errand[]) {
    super();
    this.#errands = errands;
  }

  override connectionMade(): void {
    super.connectionMade();
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      for (const [options, expected] of this.#errands) {
        const response = await this.request({ url: "http://a.example/", ...options });
        expect(await response.text()).toBe(expected);
      }
      this.done.callback(undefined);
    } catch (error) {
      this.done.errback(error);
    }
    this.transport.loseConnection();
  }
}

function errandRunner(errands: readonly Errand[]): TortureClient {
  const client = new ErrandRunner(errands);
  return { factory: Factory.from(() => client), done: client.done };
}

async function* pieces(...all: string[]): AsyncGenerator<string> {
  yield* all;
}

/** Whole, byte by byte, 20 times at random, cut at each place and stalled at 50 in each direction; before that, the run that measures. */
function runsOf({ toServer, toClient }: TortureReport): number {
  return 1 + 2 + 20 + (toServer + 1) + (toClient + 1) + 2 * 50;
}

describe("HTTP under torture", () => {
  const serverAlone: TortureSubject = {
    name: "HTTP server",
    server: ({ serverReactor }) => server(serverReactor),
    dialogue: dialogueWithServer,
    // Who is late gets a 408 in the place of what the dialogue has.
    isOwnError: (error) =>
      error instanceof TranscriptMismatch
        ? error.message.includes("HTTP/1.1 408 Request Timeout")
        : isTwistError(error),
  };

  it("leaves nothing wrong with a server", async () => {
    const report = await torture(serverAlone);
    expect(report.runs).toBe(runsOf(report));
  }, 60_000);

  it("leaves nothing wrong with a client", async () => {
    const errands: readonly Errand[] = [
      [{}, "one"],
      [{ method: "POST", body: "hello", expectContinue: true }, "two"],
      [{}, "three"],
    ];
    const report = await torture({
      name: "HTTP client",
      client: () => errandRunner(errands),
      dialogue: dialogueWithClient,
    });
    expect(report.runs).toBe(runsOf(report));
  }, 60_000);

  it("leaves nothing wrong with a client and a server together", async () => {
    const report = await torture({
      name: "HTTP client and server",
      server: ({ serverReactor }) => server(serverReactor),
      client: () =>
        errandRunner([
          [{}, "fixed"],
          [{ target: "/pieces" }, "one two"],
          [{ method: "POST", body: "hello" }, "hello"],
          [{ method: "POST", body: pieces("hello", " ", "world"), headers: { Connection: "close" } }, "hello world"],
        ]),
    });
    expect(report.runs).toBe(runsOf(report));
  }, 60_000);

  it("finds a server that loses a byte which comes alone", async () => {
    const lossy: TortureSubject = {
      ...serverAlone,
      server: ({ serverReactor }) => {
        const factory = server(serverReactor);
        return Factory.from(() => {
          const protocol = factory.buildProtocol();
          const dataReceived = protocol.dataReceived.bind(protocol);
          protocol.dataReceived = (data) => {
            if (data.length > 1) dataReceived(data);
          };
          return protocol;
        });
      },
    };
    const failure: unknown = await torture(lossy).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TortureFailure);
    expect((failure as TortureFailure).plan.chunking).toBe("bytes");
  });
});
