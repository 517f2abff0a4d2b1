import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { Clock, StringTransport } from "@twist/core/testing";
import { SMTPClient } from "../../src/client/smtp-client.js";

/** Lets promises and streams go on. */
const settle = (): Promise<void> => new Clock().advanceAsync(0);

/** A client that has said hello to a server with the given extensions. */
async function greeted(keywords = "250 HELP"): Promise<{ clock: Clock; wire: StringTransport; client: SMTPClient }> {
  const clock = new Clock();
  const wire = new StringTransport({ clock });
  const client = new SMTPClient();
  wire.start(client);
  wire.deliver("220 ready\r\n");
  const hello = client.hello("relay.example");
  wire.deliver(`250-mail.example\r\n${keywords}\r\n`);
  await hello;
  wire.clear();
  return { clock, wire, client };
}

/** Lets just less time pass than the client should wait, and then the rest. */
function expectPatience(clock: Clock, wire: StringTransport, ms: number): void {
  clock.advance(ms - 1);
  expect(wire.aborted).toBeUndefined();
  clock.advance(1);
  expect(wire.aborted).toBeDefined();
}

const envelope = { from: "a@x.example", to: "b@x.example" };
const timedOut = (command: string | undefined): object => ({ code: "REPLY_TIMEOUT", transient: true, command });

describe("the time-outs of RFC 5321 §4.5.3.2", () => {
  it("waits 5 minutes for the greeting, however slowly it comes (endless greeting)", async () => {
    const clock = new Clock();
    const wire = new StringTransport({ clock });
    const client = new SMTPClient();
    wire.start(client);
    const greeting = client.greeting.catch((error: unknown) => error);
    for (let second = 1; second < 300; second++) {
      clock.advance(1000);
      wire.deliver("220-wait\r\n");
    }
    expectPatience(clock, wire, 1000);
    expect(await greeting).toMatchObject(timedOut(undefined));
  });

  it("waits 5 minutes for the reply to MAIL, and as long for each RCPT", async () => {
    const { clock, wire, client } = await greeted();
    const sent = client.send(envelope, "x\r\n").catch((error: unknown) => error);
    clock.advance(299_999);
    wire.deliver("250 ok\r\n");
    expectPatience(clock, wire, 300_000);
    expect(await sent).toMatchObject(timedOut("RCPT"));
  });

  it("waits 2 minutes for the reply to DATA", async () => {
    const { clock, wire, client } = await greeted();
    const sent = client.send(envelope, "x\r\n").catch((error: unknown) => error);
    wire.deliver("250 ok\r\n");
    wire.deliver("250 ok\r\n");
    expectPatience(clock, wire, 120_000);
    expect(await sent).toMatchObject(timedOut("DATA"));
  });

  it("begins the 3 minutes anew each time that the server takes more", async () => {
    const { clock, wire, client } = await greeted("250 PIPELINING");
    const sent = client.send(envelope, Buffer.alloc(1_000_000, "x"));
    wire.full = true;
    wire.deliver("250 ok\r\n250 ok\r\n354 go\r\n");
    for (let piece = 0; wire.producer !== undefined && piece < 100; piece++) {
      clock.advance(179_999);
      wire.drain();
      wire.full = true;
    }
    expect(wire.producer).toBeUndefined();
    wire.deliver("250 queued\r\n");
    expect((await sent).accepted).toEqual(["b@x.example"]);
  });

  it("gives up where the server takes nothing for 3 minutes", async () => {
    const { clock, wire, client } = await greeted("250 PIPELINING");
    const sent = client.send(envelope, Buffer.alloc(1_000_000, "x")).catch((error: unknown) => error);
    wire.full = true;
    wire.deliver("250 ok\r\n250 ok\r\n354 go\r\n");
    expectPatience(clock, wire, 180_000);
    expect(await sent).toMatchObject(timedOut("DATA"));
  });

  it("doesn't count the time that the message itself takes to come", async () => {
    const { clock, wire, client } = await greeted();
    const message = new Readable({ read: () => undefined });
    const sent = client.send(envelope, message);
    for (const reply of ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"]) wire.deliver(reply);
    await settle();
    clock.advance(86_400_000);
    message.push("late\r\n");
    message.push(null);
    await settle();
    wire.deliver("250 ok\r\n");
    expect((await sent).accepted).toEqual(["b@x.example"]);
  });

  it("waits 10 minutes for the reply to the message", async () => {
    const { clock, wire, client } = await greeted();
    const sent = client.send(envelope, "x\r\n").catch((error: unknown) => error);
    for (const reply of ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"]) wire.deliver(reply);
    expectPatience(clock, wire, 600_000);
    expect(await sent).toMatchObject({ ...timedOut("DATA"), message: expect.stringContaining("message") });
  });

  it("waits 5 seconds for the server's goodbye, and then leaves", async () => {
    const { clock, wire, client } = await greeted();
    const quit = client.quit();
    expectPatience(clock, wire, 5_000);
    await quit;
  });

  it("waits for ever where nothing is asked", async () => {
    const { clock, wire } = await greeted();
    clock.advance(86_400_000);
    expect(wire.aborted).toBeUndefined();
    expect(wire.disconnecting).toBe(false);
  });

  it("takes other times", async () => {
    const clock = new Clock();
    const wire = new StringTransport({ clock });
    const client = new SMTPClient({ timeouts: { greetingTimeoutMs: 1_000 } });
    client.greeting.catch(() => undefined);
    wire.start(client);
    expectPatience(clock, wire, 1_000);
    expect(() => new SMTPClient({ timeouts: { greetingTimeoutMs: 0 } })).toThrow(RangeError);
    await settle();
  });
});
