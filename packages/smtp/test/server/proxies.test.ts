import { describe, expect, it, jest } from "@jest/globals";
import { Factory, Protocol, clientFromString, fail, ipAddress, serverFromString } from "@twist/core";
import { InMemoryChecker, Portal, UnauthorizedLogin } from "@twist/core/cred";
import { type SimulatedHost, SimulatedNetwork } from "@twist/core/testing";
import { MemoryDelivery } from "../../src/deliveries/memory-delivery.js";
import { deliverTo } from "../../src/deliveries/message-delivery.js";
import { SMTPFactory } from "../../src/server/smtp-factory.js";
import { SMTPReply } from "../../src/wire/reply.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";
import { envelopeLines, secure, serve, serveGreeted, session, settle } from "./served-connection.js";

describe("XCLIENT and XFORWARD", () => {
  it("neither offers nor takes them from strangers", () => {
    const { say } = serve({ xclient: ["198.51.100.0/24"], xforward: ["unix"] });
    expect(say("EHLO client.example\r\n")).not.toMatch(/XCLIENT|XFORWARD/);
    expect(say("XCLIENT ADDR=203.0.113.9\r\n")).toBe("502 5.5.1 That is not offered here\r\n");
    expect(say("XFORWARD ADDR=203.0.113.9\r\n")).toBe("502 5.5.1 That is not offered here\r\n");
  });

  it("believes a listed proxy, and begins anew", () => {
    const { say, delivery } = serveGreeted({ xclient: ["192.0.2.0/24"] });
    expect(say("XCLIENT ADDR=203.0.113.9 NAME=client.example HELO=helo.example\r\n")).toBe(
      "220 mail.example ESMTP ready\r\n",
    );
    expect(say("MAIL FROM:<a@b.example>\r\n")).toBe("503 5.5.1 Say EHLO first\r\n");
    say(`EHLO c.example\r\n${envelopeLines}x\r\n.\r\n`);
    expect(delivery.messages[0]?.receivedField).toContain("from c.example (client.example [203.0.113.9])");
  });

  it("believes what a listed proxy says with XFORWARD of the next message, and of no other", () => {
    const names: (string | undefined)[] = [];
    const delivery = new MemoryDelivery();
    const { say } = serveGreeted({
      xforward: ["192.0.2.1"],
      session: (connection) => {
        const delivers = deliverTo(delivery)(connection);
        return session({
          data: (message) => {
            names.push(connection.attributes.get("NAME"));
            return delivers.data(message);
          },
        });
      },
    });
    expect(say("XFORWARD NAME=far.example ADDR=203.0.113.9\r\nXFORWARD HELO=helo.example\r\n")).toBe(
      "250 2.0.0 OK\r\n250 2.0.0 OK\r\n",
    );
    for (let message = 0; message < 2; message += 1) say(`${envelopeLines}x\r\n.\r\n`);
    say("XFORWARD NAME=gone.example\r\nRSET\r\n");
    say(`${envelopeLines}x\r\n.\r\n`);
    expect(names).toEqual(["far.example", undefined, undefined]);
    // What is said for the log is not what we have seen: nobody of that name has this address.
    for (const { receivedField } of delivery.messages) expect(receivedField).toContain(" ([192.0.2.1])");
  });

  it("refuses mail for a client that is not wanted, whoever brings it", () => {
    const { say } = serveGreeted({
      xclient: ["192.0.2.1"],
      session: (connection) => {
        if (connection.peer.type === "tcp" && connection.peer.host === "203.0.113.9") {
          throw SMTPReplyError.of(554, "5.7.1", "Not you");
        }
        return session();
      },
    });
    expect(say("XCLIENT ADDR=203.0.113.9\r\n")).toBe("554 5.7.1 Not you\r\n");
    expect(say("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\n")).toMatch(/^(503 5\.5\.1 [^\r]*\r\n){2}$/);
    expect(say("QUIT\r\n")).toBe("221 2.0.0 Goodbye\r\n");
  });

  it("refuses mail for a client that the session refuses later, and goes on after an address that is none", async () => {
    const { say, transport } = serveGreeted({
      xclient: ["192.0.2.1"],
      session: ({ peer }) =>
        session({
          connect: () =>
            peer.type === "tcp" && peer.host === "203.0.113.9"
              ? Promise.resolve(new SMTPReply(450, "Later", "4.7.1"))
              : undefined,
        }),
    });
    expect(say("XCLIENT ADDR=none\r\nMAIL FROM:<>\r\nRSET\r\n")).toMatch(/^501 5\.5\.4 [^\r]*\r\n250 2\.1\.0 /);
    say("XCLIENT ADDR=203.0.113.9\r\nEHLO c.example\r\n");
    await settle();
    expect(transport.takeText()).toMatch(/^450 4\.7\.1 Later\r\n503 5\.5\.1 /);
  });

  it("takes a proxy's word in several lines, and its login before the commands behind it", async () => {
    const delivery = new MemoryDelivery();
    const { say, transport } = serve({
      xclient: ["192.0.2.1"],
      session: (connection) => Object.assign(deliverTo(delivery)(connection), { connect: () => Promise.resolve() }),
      authentication: "required",
      portal: new Portal({ requestAvatar: () => ({ avatar: "x" }) }, [new InMemoryChecker({})]),
    });
    await settle();
    say("EHLO proxy.example\r\n");
    say("XCLIENT ADDR=203.0.113.9 LOGIN=ada\r\nEHLO proxy.example\r\nXCLIENT NAME=client.example\r\n");
    await settle();
    transport.takeText();
    transport.deliver(`EHLO c.example\r\n${envelopeLines}x\r\n.\r\n`);
    await settle();
    expect(transport.takeText()).toMatch(/250 2\.0\.0 Message accepted\r\n$/);
    expect(delivery.messages[0]?.receivedField).toContain("(client.example [203.0.113.9])");
    expect(delivery.messages[0]?.receivedField).toContain("with ESMTPA");
  });

  it("lets no reverse name into a Received field that isn't a name (GHSA-4gxg-q43p-hfr2)", () => {
    const { say, delivery } = serveGreeted({ xclient: ["192.0.2.1"] });
    say("XCLIENT ADDR=203.0.113.9 NAME=x+20[127.0.0.1])+20by+20evil.example+20(\r\n");
    say(`EHLO c.example\r\n${envelopeLines}x\r\n.\r\n`);
    expect(delivery.messages[0]?.receivedField).toContain("from c.example ([203.0.113.9])");
    expect(delivery.messages[0]?.receivedField).not.toContain("evil");
  });

  it("forgets with TLS what a proxy has said before it", () => {
    const { say, transport, delivery } = serveGreeted({
      xclient: ["192.0.2.1"],
      xforward: ["192.0.2.1"],
      tls: { certificate: { key: "", cert: "" } },
    });
    say("XCLIENT ADDR=203.0.113.9 NAME=client.example LOGIN=ada\r\nEHLO proxy.example\r\n");
    say("XFORWARD NAME=far.example\r\nSTARTTLS\r\n");
    transport.completeTLS(secure);
    say(`EHLO proxy.example\r\n${envelopeLines}x\r\n.\r\n`);
    expect(delivery.messages[0]?.receivedField).toContain("from proxy.example ([192.0.2.1])");
    expect(delivery.messages[0]?.receivedField).not.toMatch(/ESMTPS?A/);
  });

  it("counts the failed logins of each client behind a proxy as that one's, and offers none in clear", async () => {
    const portal = new Portal({ requestAvatar: () => ({ avatar: "x" }) }, [new InMemoryChecker({})]);
    const seen: unknown[] = [];
    const login = jest.spyOn(portal, "login").mockImplementation((_credentials, context) => {
      seen.push(context?.peer?.type === "tcp" && context.peer.host);
      return fail(new UnauthorizedLogin());
    });
    const { say } = serveGreeted({ portal, xclient: ["192.0.2.1"], transport: { secure } });
    say("XCLIENT ADDR=203.0.113.9\r\nEHLO c.example\r\n");
    say(`AUTH PLAIN ${Buffer.from("\0a\0b").toString("base64")}\r\n`);
    await settle();
    expect(login).toHaveBeenCalledTimes(1);
    expect(seen).toEqual(["203.0.113.9"]);
    const peer = ipAddress("tcp", "127.0.0.1", 1025);
    const near = serveGreeted({ portal, allowInsecureAuth: "local", xclient: ["127.0.0.1"], transport: { peer } });
    expect(near.say("EHLO proxy.example\r\n")).toContain("AUTH");
    expect(near.say("XCLIENT ADDR=203.0.113.9\r\nEHLO c.example\r\n")).not.toContain("AUTH");
  });

  it("refuses XFORWARD within a message", () => {
    const { say } = serveGreeted({ xforward: ["192.0.2.1"] });
    say("MAIL FROM:<a@b.example>\r\n");
    expect(say("XFORWARD NAME=far.example\r\n")).toMatch(/^503 5\.5\.1 /);
  });

  it("refuses line ends in their values, however encoded", () => {
    const { say } = serveGreeted({ xclient: ["192.0.2.1"] });
    expect(say("XCLIENT NAME=a+0D+0ABcc:\r\n")).toMatch(/^501 5\.5\.4 /);
    expect(say("XCLIENT ADDR=none\r\n")).toMatch(/^501 5\.5\.4 /);
  });
});

class Listener extends Protocol {
  heard = "";

  override dataReceived(data: Buffer): void {
    this.heard += data.toString();
  }
}

describe("the PROXY protocol", () => {
  it("has each client's connections counted as its own, and is taken from listed peers only", async () => {
    const net = new SimulatedNetwork({ seed: 1 });
    const factory = new SMTPFactory({
      hostname: "mail.example",
      session: deliverTo(new MemoryDelivery()),
      limits: { maxConnectionsPerAddress: 1 },
    });
    const proxy = net.host("proxy.example");
    const trusted = proxy.addresses.join(",").replaceAll(":", "\\:");
    await serverFromString(net.host("mail.example").reactor, `haproxy:trusted=${trusted}:tcp:25`).listen(factory);
    const talk = async (from: SimulatedHost, text: string): Promise<Listener> => {
      const made = clientFromString(from.reactor, "tcp:mail.example:25").connect(Factory.from(() => new Listener()));
      await net.run(1_000);
      const listener = await made;
      listener.transport.write(text);
      await net.run(1_000);
      return listener;
    };
    const first = await talk(proxy, "PROXY TCP4 203.0.113.9 192.0.2.2 1025 25\r\n");
    const second = await talk(proxy, "PROXY TCP4 203.0.113.10 192.0.2.2 1025 25\r\n");
    const again = await talk(proxy, "PROXY TCP4 203.0.113.9 192.0.2.2 1026 25\r\n");
    const stranger = await talk(net.host("stranger.example"), "PROXY TCP4 203.0.113.11 192.0.2.2 1025 25\r\nNOOP\r\n");
    expect(first.heard).toBe("220 mail.example ESMTP ready\r\n");
    expect(second.heard).toBe("220 mail.example ESMTP ready\r\n");
    expect(again.heard).toBe("421 4.7.0 There are too many connections\r\n");
    expect(stranger.heard).toBe("");
  });
});
