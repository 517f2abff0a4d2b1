import { describe, expect, it } from "@jest/globals";
import { ConnectionDone, ConnectionLost } from "@twist/core";
import { Clock, StringTransport } from "@twist/core/testing";
import { Tunnel } from "../../src/proxy/tunnel.js";

/** A tunnel with both its wires. */
function dig(idleTimeoutMs = 1000): { tunnel: Tunnel; clock: Clock; client: StringTransport; server: StringTransport } {
  const clock = new Clock();
  const tunnel = new Tunnel(clock, idleTimeoutMs);
  const client = new StringTransport({ clock });
  const server = new StringTransport({ clock });
  server.start(tunnel.server);
  client.start(tunnel.client);
  return { tunnel, clock, client, server };
}

describe("Tunnel", () => {
  it("passes bytes both ways, as they are", () => {
    const { client, server } = dig();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
    client.deliver(bytes);
    server.deliver(bytes);
    expect(server.value().equals(bytes)).toBe(true);
    expect(client.value().equals(bytes)).toBe(true);
  });

  it("reads nothing before both wires are there, and loses nothing of what came all the same", () => {
    const clock = new Clock();
    const tunnel = new Tunnel(clock, 1000);
    const server = new StringTransport({ clock });
    const client = new StringTransport({ clock });
    server.start(tunnel.server);
    expect(server.readingPaused).toBe(true);
    server.deliver("early ");
    client.switchProtocol(tunnel.client, Buffer.from("leftover"));
    server.deliver("late");
    expect(server.readingPaused).toBe(false);
    expect(client.text()).toBe("early late");
    expect(server.text()).toBe("leftover");
  });

  it.each(["client", "server"] as const)("slows down who writes when the %s reads slowly", (slow) => {
    const wires = dig();
    const reader = wires[slow];
    const writer = slow === "client" ? wires.server : wires.client;
    reader.full = true;
    writer.deliver("a");
    expect(writer.readingPaused).toBe(true);
    expect(reader.readingPaused).toBe(false);
    reader.drain();
    expect(writer.readingPaused).toBe(false);
  });

  it("closes one direction where one is closed, and goes on with the other", () => {
    const { tunnel, client, server } = dig();
    client.deliver("question");
    client.deliverEnd();
    expect(server.text()).toBe("question");
    expect([server.writeClosed, server.disconnected, client.disconnected]).toEqual([true, false, false]);
    server.deliver("answer");
    server.deliverEnd();
    expect(client.text()).toBe("answer");
    expect(client.writeClosed).toBe(true);
    client.end(new ConnectionDone());
    server.end(new ConnectionDone());
    expect(tunnel.done.called).toBe(true);
  });

  it("closes the other wire in good order when one ends so, and breaks it off when one breaks", () => {
    const good = dig();
    good.client.end(new ConnectionDone());
    expect([good.server.disconnected, good.server.aborted]).toEqual([true, undefined]);
    const bad = dig();
    bad.server.end(new ConnectionLost());
    expect(bad.client.aborted).toBeDefined();
    expect(bad.tunnel.done.called).toBe(false);
    bad.client.end();
    expect(bad.tunnel.done.called).toBe(true);
  });

  it("ends when nothing passes for too long, in both directions", () => {
    const { tunnel, clock, client, server } = dig(1000);
    clock.advance(999);
    client.deliver("a");
    clock.advance(999);
    server.deliver("b");
    clock.advance(999);
    expect(client.aborted).toBeUndefined();
    clock.advance(1);
    expect(client.aborted).toBeDefined();
    expect(server.aborted).toBeDefined();
    client.end();
    server.end();
    expect(tunnel.done.called).toBe(true);
  });

  it("breaks off a wire that comes after it was given up", () => {
    const clock = new Clock();
    const tunnel = new Tunnel(clock, 1000);
    tunnel.abort(new Error("gone"));
    expect(tunnel.done.called).toBe(true);
    const server = new StringTransport({ clock });
    server.start(tunnel.server);
    expect(server.aborted).toBeDefined();
  });
});
