import { describe, expect, it } from "@jest/globals";
import { Clock, StringTransport } from "@twist/core/testing";
import fc from "fast-check";
import { HTTPFactory } from "../../src/server/http-factory.js";

const CONNECTIONS = 3;

/** Requests of one connection: as many as there are numbers, each with a body of so many bytes. */
const requestsOf = (name: number, sizes: readonly number[]): Buffer =>
  Buffer.from(
    sizes
      .map((size, i) => {
        const body = String(name).repeat(size);
        return `POST /${String(name)}/${String(i)} HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(size)}\r\n\r\n${body}`;
      })
      .join(""),
  );

const answersTo = (name: number, sizes: readonly number[]): string[] =>
  sizes.map((size, i) => `/${String(name)}/${String(i)} ${String(name).repeat(size)};`);

/** What a factory answers on several connections whose bytes come in turns, cut as `cuts` say. */
async function serve(sizes: readonly number[][], cuts: readonly number[], waits: boolean): Promise<string[]> {
  const clock = new Clock();
  const factory = new HTTPFactory({
    onRequest: async (request, response) => {
      const text = await request.body.text();
      if (waits) await Promise.resolve();
      response.send(200, {}, `${request.target} ${text};`);
    },
  });
  const transports = sizes.map(() => new StringTransport({ clock }));
  for (const transport of transports) transport.start(factory.buildProtocol());
  const left = sizes.map((own, name) => requestsOf(name, own));
  for (let turn = 0; left.some((bytes) => bytes.length > 0); turn++) {
    const name = turn % CONNECTIONS;
    const bytes = left[name] ?? Buffer.alloc(0);
    const cut = cuts[turn % cuts.length] ?? 1;
    if (bytes.length > 0) transports[name]?.deliver(Buffer.from(bytes.subarray(0, cut)));
    left[name] = bytes.subarray(cut);
    for (let i = 0; i < turn % 5; i++) await Promise.resolve();
  }
  for (let i = 0; i < 200; i++) await Promise.resolve();
  return transports.map((transport) => transport.takeText("latin1"));
}

describe("connections that share a machine", () => {
  it("each get their own answers, in order, however their bytes are cut and mixed", async () => {
    const sizes = fc.array(fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }), {
      minLength: CONNECTIONS,
      maxLength: CONNECTIONS,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, cuts, fc.boolean(), async (own, cutting, waits) => {
        const answered = await serve(own, cutting, waits);
        answered.forEach((text, name) => {
          const bodies = text.split(/HTTP\/1.1 200 OK\r\n(?:[^\r]+\r\n)*\r\n/).slice(1);
          expect(bodies).toEqual(answersTo(name, own[name] ?? []));
        });
      }),
    );
  });

  it("each have their own count of requests", () => {
    const factory = new HTTPFactory({
      onRequest: (_request, response) => {
        response.send(204);
      },
      limits: { maxRequestsPerConnection: 2 },
    });
    const transports = [new StringTransport(), new StringTransport()];
    for (const transport of transports) transport.start(factory.buildProtocol());
    for (const last of [false, true]) {
      for (const transport of transports) {
        transport.deliver(Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        expect(transport.takeText("latin1").includes("Connection: close")).toBe(last);
      }
    }
  });

  it("leave nothing behind when one breaks the protocol", () => {
    const factory = new HTTPFactory({
      onRequest: (request, response) => {
        response.send(200, {}, request.target);
      },
    });
    const [broken, whole] = [new StringTransport(), new StringTransport()];
    for (const transport of [broken, whole]) transport.start(factory.buildProtocol());
    broken.deliver(Buffer.from("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n"));
    expect(broken.takeText("latin1")).toMatch(/\/oneHTTP\/1.1 400 /);
    whole.deliver(Buffer.from("GET /two HTTP/1.1\r\nHost: a\r\n\r\n"));
    expect(whole.takeText("latin1")).toMatch(/^HTTP\/1.1 200 [^]*\/two$/);
  });
});
