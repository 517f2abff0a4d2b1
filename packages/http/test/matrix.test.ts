import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Deferred, Factory, NodeReactor, type TLSCertificate } from "@twist/core";
import {
  type ComplianceWorld,
  type MatrixProtocol,
  memoryTransports,
  protocolMatrix,
  reactorTransports,
  simulatedTransports,
} from "@twist/core/testing";
import { HTTPClientProtocol } from "../src/client/http-client-protocol.js";
import { HTTPFactory } from "../src/server/http-factory.js";
import type { RequestHandler } from "../src/server/request-handler.js";

/** Every byte value, and more of them than a buffer takes at once. */
const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) & 255));
const pieceBytes = 7_000;

function* piecesOfContent(): Generator<Buffer> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
}

/** Gives what it has been given; to a GET, the content in chunks. */
const answer: RequestHandler = async (request, response) => {
  if (request.method === "POST") {
    response.send(200, {}, await request.body.bytes());
    return;
  }
  response.sendHead(200);
  for (const piece of piecesOfContent()) response.write(piece);
  response.end();
};

async function* upload(): AsyncGenerator<Buffer> {
  yield* piecesOfContent();
}

/** Three exchanges on one connection: lengths and chunks, up and down. The server closes after the last. */
class Visitor extends HTTPClientProtocol {
  readonly done = new Deferred<void>();

  override connectionMade(): void {
    super.connectionMade();
    void this.#visit();
  }

  async #visit(): Promise<void> {
    const url = "http://matrix.example/";
    try {
      const bodies = [
        await (await this.request({ url, method: "POST", body: content })).bytes(),
        await (await this.request({ url })).bytes(),
        await (await this.request({ url, method: "POST", body: upload(), headers: { Connection: "close" } })).bytes(),
      ];
      if (!bodies.every((body) => body.equals(content))) throw new Error("What came is not what was sent.");
      this.done.callback(undefined);
    } catch (error) {
      this.done.errback(error);
      this.transport.abortConnection();
    }
  }
}

const http: MatrixProtocol = {
  name: "HTTP",
  server: () => new HTTPFactory({ onRequest: answer }),
  client: () => {
    const visitor = new Visitor();
    return { factory: Factory.from(() => visitor), done: visitor.done };
  },
};

const certificates = new URL("../../core/test/fixtures/tls/", import.meta.url);

function certificate(name: string): TLSCertificate {
  return {
    key: readFileSync(new URL(`${name}.key`, certificates)),
    cert: readFileSync(new URL(`${name}.pem`, certificates)),
  };
}

/** The kernel's sockets, and OpenSSL. */
async function openRealWorld(): Promise<ComplianceWorld> {
  const reactor = new NodeReactor();
  const folder = await mkdtemp(join(tmpdir(), "twist-http-"));
  return {
    server: reactor,
    client: reactor,
    address: "127.0.0.1",
    name: "localhost",
    certificate: certificate("localhost"),
    certificateName: "localhost",
    ca: readFileSync(new URL("authority.pem", certificates)),
    clientCertificate: certificate("alice"),
    unixPath: join(folder, "http.sock"),
    turn: () =>
      new Promise((resolve) => {
        reactor.callLater(1, resolve);
      }),
    close: () => rm(folder, { recursive: true }),
  };
}

describe("HTTP over any transport", () => {
  const networks = [...simulatedTransports, ...reactorTransports("real", openRealWorld)];
  for (const { name, run } of protocolMatrix([...memoryTransports, ...networks], [http])) it(name, run, 20_000);

  it("fails over simulated and real networks where an answer is a byte off", async () => {
    const wrong: MatrixProtocol = {
      ...http,
      server: () =>
        new HTTPFactory({
          onRequest: (_request, response) => {
            const body = Buffer.from(content);
            body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
            response.send(200, {}, body);
          },
        }),
    };
    for (const { run } of protocolMatrix(networks, [wrong])) {
      await expect(run()).rejects.toThrow("not what was sent");
    }
  }, 60_000);
});
