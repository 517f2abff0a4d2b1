import { describe, expect, it } from "@jest/globals";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { ConnectionDone } from "../../../src/transport/connection-errors.js";
import { pumpedPair } from "../../protocol/bridges/pumped-pair.js";
import { authority, certificate } from "./certificates.js";
import { Recorder } from "./recorder.js";

const reactor = new NodeReactor();

describe("startTLSOver a transport in memory", () => {
  it("shakes hands, carries bytes and closes in good order", async () => {
    const pair = pumpedPair({ seed: 1 });
    pair.server.start(new Recorder());
    pair.client.start(new Recorder());
    const [server, client] = [new Recorder(), new Recorder()];
    await Promise.all([
      reactor.startTLSOver(pair.server, server, {
        role: "server",
        certificate: certificate("localhost"),
        alpnProtocols: ["echo"],
      }),
      reactor.startTLSOver(pair.client, client, {
        role: "client",
        ca: authority,
        serverName: "localhost",
        alpnProtocols: ["echo"],
      }),
    ]);
    expect(client.transport.peer).toEqual(pair.client.peer);
    expect(client.transport.clock).toBe(pair.clock);
    expect(client.transport.secure).toMatchObject({ authorized: true, alpnProtocol: "echo" });
    client.transport.write(Buffer.alloc(300_000, 66));
    await server.until(() => server.byteCount === 300_000);
    server.transport.write("thanks");
    await client.receives("thanks");
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
  });

  it("needs a name to check the server's certificate against", () => {
    const pair = pumpedPair();
    pair.client.start(new Recorder());
    expect(() => reactor.startTLSOver(pair.client, new Recorder(), { role: "client" })).toThrow(TypeError);
  });
});
