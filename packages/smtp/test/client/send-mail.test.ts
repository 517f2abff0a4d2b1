import { describe, expect, it } from "@jest/globals";
import { serverFromString } from "@twist/core";
import { SimulatedAuthority, SimulatedNetwork } from "@twist/core/testing";
import { type SendMailOptions, sendMail } from "../../src/client/send-mail.js";
import { plainServer, type PlainServerOptions, type ServerRecord } from "./plain-server.js";

const authority = new SimulatedAuthority();
const tls = { certificate: authority.issue(["mail.example"]) };

interface World {
  readonly net: SimulatedNetwork;
  readonly record: ServerRecord;
  send(options: Partial<SendMailOptions>): ReturnType<typeof sendMail>;
}

async function world(options: PlainServerOptions = {}): Promise<World> {
  const net = new SimulatedNetwork({ seed: 1, link: { latencyMs: 5 } });
  const { factory, record } = plainServer(options);
  await serverFromString(net.host("mail.example").reactor, "tcp:587").listen(factory);
  const { reactor } = net.host("laptop");
  const mail = {
    reactor,
    host: "mail.example",
    port: 587,
    tls: { ca: authority.certificate },
    envelope: { from: "ada@x.example", to: "bob@y.example" },
    message: "Subject: hi\n\n.hello",
  };
  return { net, record, send: (more) => sendMail({ ...mail, ...more }) };
}

describe("sendMail", () => {
  it("sends a mail over STARTTLS, says goodbye, and leaves nothing open", async () => {
    const { net, record, send } = await world({ tls });
    const sent = send({});
    await net.run();
    expect(await sent).toMatchObject({ accepted: ["bob@y.example"], rejected: [], queueId: "Q1" });
    expect(record.messages).toEqual([
      { from: "ada@x.example", to: ["bob@y.example"], text: "Subject: hi\n\n.hello", secure: true },
    ]);
    expect(record.lines.at(-1)).toBe("QUIT");
    expect(net.openHandles().filter((handle) => handle.startsWith("laptop"))).toEqual([]);
  });

  it("asks for STARTTLS unless told otherwise, and sends nothing without it", async () => {
    const { net, record, send } = await world();
    const sent = send({}).catch((error: unknown) => error);
    await net.run();
    expect(await sent).toMatchObject({ code: "TLS_REQUIRED" });
    expect(record.lines.filter((line) => line.startsWith("MAIL"))).toEqual([]);
  });

  it("doesn't trust a certificate that nobody vouches for, or of another name", async () => {
    for (const options of [{ tls: {} }, { tls: { ca: authority.certificate, serverName: "other.example" } }]) {
      const { net, record, send } = await world({ tls });
      const sent = send(options).catch((error: unknown) => error);
      await net.run();
      expect(await sent).toMatchObject({ code: "STARTTLS_FAILED" });
      expect(record.messages).toEqual([]);
    }
  });

  it('sends in clear with "none", and not with "none-on-loopback" to another machine', async () => {
    const { net, record, send } = await world();
    const refused = send({ security: "none-on-loopback" }).catch((error: unknown) => error);
    await net.run();
    expect(await refused).toMatchObject({ code: "TLS_REQUIRED" });
    const sent = send({ security: "none" });
    await net.run();
    await sent;
    expect(record.messages).toHaveLength(1);
  });

  it("goes out over an endpoint", async () => {
    const { net, record } = await world({ tls });
    const sent = sendMail({
      reactor: net.host("laptop").reactor,
      endpoint: "tcp:mail.example:587",
      tls: { ca: authority.certificate },
      envelope: { from: "", to: ["a@y.example", "b@y.example"] },
      message: Buffer.from("x"),
    });
    await net.run();
    expect((await sent).accepted).toEqual(["a@y.example", "b@y.example"]);
    expect(record.messages[0]?.secure).toBe(true);
  });

  it("refuses options that contradict each other", async () => {
    const { send } = await world();
    expect(() => send({ endpoint: "tcp:x:1" })).toThrow(TypeError);
    expect(() => send({ security: "opportunistic", auth: { username: "a", password: "b" } })).toThrow(TypeError);
  });

  it("makes no connection for an envelope that can't be sent", async () => {
    const { net, record, send } = await world();
    await expect(send({ envelope: { from: "not an address", to: "b@y.example" } })).rejects.toMatchObject({
      code: "BAD_ADDRESS",
      permanent: true,
    });
    expect(() => send({ envelope: { from: "", to: [] } })).toThrow(TypeError);
    await net.run();
    expect(record.connections).toBe(0);
  });

  it("gives up when its signal aborts, wherever it is, and leaves nothing open", async () => {
    for (let ms = 0; ms < 140; ms += 5) {
      const { net, send } = await world({ tls });
      const controller = new AbortController();
      const reason = new Error("enough");
      const sent = send({ signal: controller.signal }).catch((error: unknown) => error);
      await net.run(ms);
      controller.abort(reason);
      await net.run();
      const outcome = await sent;
      expect(outcome === reason || (outcome as { accepted: string[] }).accepted.length === 1).toBe(true);
      expect(net.openHandles().filter((handle) => handle.startsWith("laptop"))).toEqual([]);
    }
  });

  it("gives up when its time is over", async () => {
    const { net, send } = await world({ tls });
    const sent = send({ timeoutMs: 20 }).catch((error: unknown) => error);
    await net.run();
    expect(await sent).toMatchObject({ code: "TIMEOUT" });
    expect(net.openHandles().filter((handle) => handle.startsWith("laptop"))).toEqual([]);
  });

  it("fails with the reply of a server that wants nothing of us", async () => {
    const { net, send } = await world({ greeting: "554 5.7.1 go away" });
    const sent = send({ security: "none" }).catch((error: unknown) => error);
    await net.run();
    expect(await sent).toMatchObject({ code: "GREETING_REFUSED", permanent: true, reply: { code: 554 } });
  });
});
