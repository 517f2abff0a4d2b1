import { describe, expect, it } from "@jest/globals";
import type { MailEnvelope } from "@twist/smtp";
import { MailWorld, no, type PeerBehaviour } from "../mail-world.js";

const minute = 60_000;
const day = 24 * 60 * minute;
const from = "ada@home.example";
const refuses: PeerBehaviour = { rcpt: () => no("550 5.1.1 no such user") };

async function bounced(envelope: Omit<MailEnvelope, "from">, message?: string, behaviour = refuses): Promise<string> {
  const world = await MailWorld.start();
  await world.peer("x.example", behaviour);
  await world.submit("ada", { from, ...envelope }, message);
  await world.pass(minute);
  expect(world.inbox("ada").length).toBeLessThanOrEqual(1);
  return world.inbox("ada")[0] ?? "";
}

describe("a bounce", () => {
  it("is a multipart/report from nobody: words, fields and the message", async () => {
    const bounce = await bounced({ to: "carol@x.example", dsn: { envelopeId: "E 1" } });
    expect(bounce).toMatch(/^Return-Path: <>\r\n/);
    expect(bounce).toContain("Auto-Submitted: auto-replied\r\n");
    expect(bounce).toContain("From: Mail Delivery System <MAILER-DAEMON@home.example>\r\nTo: <ada@home.example>\r\n");
    const boundary = /multipart\/report; report-type=delivery-status;\r\n\tboundary="([^"]+)"/.exec(bounce)?.[1] ?? "?";
    const [, words = "", fields = "", message = "", end] = bounce.split(`--${boundary}`);
    expect(end).toBe("--\r\n");
    expect(words).toContain("<carol@x.example>\r\n    mx.x.example: 550 5.1.1 no such user\r\n");
    expect(fields.split("\r\n\r\n").slice(1).join("\n\n")).toMatch(
      /^Original-Envelope-Id: E 1\r\nReporting-MTA: dns; mail\.home\.example\r\nArrival-Date: Sat, 01 Jan 2000 00:00:\d\d \+0000\n\nFinal-Recipient: rfc822; carol@x\.example\r\nAction: failed\r\nStatus: 5\.1\.1\r\nRemote-MTA: dns; mx\.x\.example\r\nDiagnostic-Code: smtp; 550 5\.1\.1 no such user\r\nLast-Attempt-Date: Sat, 01 Jan 2000 \S+ \+0000/,
    );
    expect(message).toMatch(/^\r\nContent-Type: message\/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nReceived: /);
    expect(message).toContain("Subject: hi\r\n\r\nhello\r\n");
  });

  it.each([
    ["the sender wants no more (RET=HDRS)", { ret: "HDRS" } as const, "hello\r\n"],
    ["the message is large", {}, "0123456789abcdef\r\n".repeat(4000)],
  ])("holds the header alone where %s", async (_, dsn, body) => {
    const bounce = await bounced({ to: "carol@x.example", dsn }, `Subject: hi\r\n\r\n${body}`);
    expect(bounce).toContain("Content-Type: text/rfc822-headers\r\n");
    expect(bounce).toContain("\r\nSubject: hi\r\n");
    expect(bounce).not.toContain(body.slice(0, 5));
  });

  it("isn't sent where the sender wants none (NOTIFY=NEVER), nor of what was delivered", async () => {
    expect(await bounced({ to: "carol@x.example", dsn: { notify: ["NEVER"] } })).toBe("");
    expect(await bounced({ to: "carol@x.example", dsn: { notify: ["SUCCESS"] } })).toBe("");
    expect(await bounced({ to: "carol@x.example" }, undefined, {})).toBe("");
  });

  it("says whom the sender meant (ORCPT), and lets nothing that anybody says end a line", async () => {
    const to = [{ address: "carol@x.example", originalRecipient: "Caroline+x=y@x.example" }];
    const bounce = await bounced({ to }, undefined, { rcpt: () => no("550 5.1.1 a\tb \u202e\\ c") });
    expect(bounce).toContain("Original-Recipient: rfc822; Caroline+x=y@x.example\r\n");
    expect(bounce).toContain("Diagnostic-Code: smtp; 550 5.1.1 a\\tb \\u{202e}\\\\ c\r\n");
  });

  it("is in UTF-8 where addresses are (RFC 6533)", async () => {
    const bounce = await bounced({ to: "çarol@x.example", smtpUTF8: true });
    expect(bounce).toContain("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n");
    expect(Buffer.from(bounce, "latin1").toString()).toContain("Final-Recipient: utf-8; çarol@x.example\r\n");
  });

  it("of a bounce is never sent", async () => {
    const world = await MailWorld.start({ aliases: "out: carol@x.example" });
    const refusing = await world.peer("x.example", refuses);
    const refusesBounces = await world.peer("stranger.example", {
      mail: (sender) => (sender === "" ? no("550 5.7.1 no bounces") : undefined),
    });
    await world.receive({ from: "z@stranger.example", to: "out@home.example" }, "Subject: x\r\n\r\n");
    await world.receive({ from: "", to: "out@home.example" }, "Subject: a bounce\r\n\r\n");
    await world.pass(10 * day);
    expect(refusing.attempts).toHaveLength(2);
    expect(refusesBounces.attempts).toHaveLength(1);
    expect(world.queued()).toEqual([]);
    for (const user of ["ada", "bob", "postmaster"]) expect(world.inbox(user)).toEqual([]);
  });

  it("of a stranger's mail goes to the stranger's server, from nobody, who wants to hear nothing", async () => {
    const world = await MailWorld.start({ aliases: "out: carol@x.example" });
    await world.peer("x.example", refuses);
    const strange = await world.peer("stranger.example");
    await world.receive({ from: "z@stranger.example", to: "out@home.example" }, "Subject: x\r\n\r\n");
    await world.pass(minute);
    expect(strange.taken).toMatchObject([{ sender: "", recipients: ["z@stranger.example"] }]);
    expect(strange.taken[0]?.text).toContain("Action: failed\r\n");
  });

  it("is written even where the queue is full", async () => {
    const world = await MailWorld.start({ queueLimits: { maxEntries: 1 } });
    await world.peer("x.example", refuses);
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(minute);
    expect(world.inbox("ada")).toHaveLength(1);
  });
});

describe("a report of success", () => {
  it("comes from here for a mailbox here, and for a server that sends none; other servers are asked to send their own", async () => {
    const world = await MailWorld.start();
    const reporting = await world.peer("x.example");
    await world.peer("old.example", { dsn: false });
    const to = ["bob@home.example", "carol@x.example", "dan@old.example"];
    await world.submit("ada", { from, to, dsn: { notify: ["SUCCESS", "FAILURE"], envelopeId: "E1", ret: "HDRS" } });
    await world.pass(minute);
    expect(reporting.taken[0]?.parameters).toMatchObject({ envelopeId: "E1", ret: "HDRS" });
    const told = world
      .inbox("ada")
      .map((report) => /Final-Recipient: rfc822; (\S+)\r\nAction: (\S+)/.exec(report)?.slice(1));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual(["bob@home.example", "delivered"]);
    expect(told).toContainEqual(["dan@old.example", "relayed"]);
  });

  it("isn't sent to a stranger who didn't ask, nor for mail from nobody", async () => {
    const world = await MailWorld.start();
    const strange = await world.peer("stranger.example");
    await world.receive({ from: "z@stranger.example", to: "ada@home.example" }, "x\r\n");
    await world.receive({ from: "", to: "ada@home.example", dsn: { notify: ["SUCCESS"] } }, "x\r\n");
    await world.pass(minute);
    expect(strange.attempts).toEqual([]);
    await world.receive({ from: "z@stranger.example", to: "ada@home.example", dsn: { notify: ["SUCCESS"] } }, "x\r\n");
    await world.pass(minute);
    expect(strange.taken[0]?.text).toContain("Action: delivered\r\nStatus: 2.0.0\r\n");
  });
});

describe("forwarding by an alias", () => {
  it("leaves a mark by which a mail that comes back is known", async () => {
    const world = await MailWorld.start({ aliases: "out: bob, carol@x.example" });
    const peer = await world.peer("x.example");
    await world.receive({ from: "z@stranger.example", to: "out@home.example" }, "Subject: x\r\n\r\n");
    await world.pass(minute);
    const [forwarded] = peer.taken;
    expect(forwarded?.sender).toBe("z@stranger.example");
    expect(forwarded?.text).toMatch(/^Delivered-To: out@home\.example\r\nReceived: /);
    expect(world.inbox("bob")).toHaveLength(1);
    // Its server sends it back: bob, who has it already, gets no second one, and nobody else does.
    await world.receive({ from: "z@stranger.example", to: "out@home.example" }, forwarded?.text ?? "");
    await world.pass(10 * minute);
    expect(peer.taken).toHaveLength(1);
  });
});
