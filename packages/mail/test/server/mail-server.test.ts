import { describe, expect, it } from "@jest/globals";
import { MailWorld } from "../mail-world.js";
import { refusal } from "../refusal.js";

const text = "Subject: hi\r\n\r\nhello\r\n";
const from = "z@stranger.example";

describe("a mail server, for strangers", () => {
  it("delivers into the Maildir of a user, with the fields of a delivery before the message", async () => {
    const world = await MailWorld.start();
    await world.receive({ from, to: "ada@home.example" }, text);
    const [mail = "", ...more] = world.inbox("ada");
    expect(more).toEqual([]);
    const start =
      /^Return-Path: <z@stranger\.example>\r\nDelivered-To: ada@home\.example\r\nReceived: from \S+ \(\[\S+\]\)\r\n\tby mail\.home\.example with ESMTP id \S+\r\n\tfor <ada@home\.example>; Sat, 01 Jan 2000 00:00:\d\d \+0000\r\n/;
    expect(mail).toMatch(start);
    expect(mail.replace(start, "")).toBe(text);
  });

  it("drops a Return-Path that a message comes with, and keeps a message without a header apart from the fields", async () => {
    const world = await MailWorld.start();
    await world.receive({ from, to: "ada@home.example" }, "Return-Path: <liar@x.example>\r\nSubject: x\r\n\r\n");
    await world.receive({ from, to: "bob@home.example" }, "no header: at all here\r\n");
    await world.receive({ from, to: "bob@home.example" }, "just text\r\nReturn-Path: <x@x>\r\n");
    expect(world.inbox("ada")[0]).not.toContain("liar");
    expect(world.inbox("bob")[1]).toMatch(/\+0000\r\n\r\njust text\r\nReturn-Path: <x@x>\r\n$/);
  });

  it.each([
    ["a user with a detail", "ada+lists.twist@home.example", "ada"],
    ["a user in other letters", "ADA@HOME.example", "ada"],
    ["an alias", "info@home.example", "bob"],
    ["an alias with a detail", "info+now@home.example", "bob"],
    ["postmaster, who is always there", "postmaster@home.example", "postmaster"],
    ["postmaster without a domain", "postmaster", "postmaster"],
    ["a quoted local part that needs no quotes", '"ada"@home.example', "ada"],
  ])("delivers to %s", async (_, to, user) => {
    const world = await MailWorld.start({ aliases: "info: bob" });
    await world.receive({ from, to }, text);
    expect(world.inbox(user)).toHaveLength(1);
  });

  it("delivers what nobody else has to the catch-all", async () => {
    const world = await MailWorld.start({ aliases: "@home.example: bob" });
    await world.receive({ from, to: "whoever@home.example" }, text);
    await world.receive({ from, to: "ada@home.example" }, text);
    expect(world.inbox("bob")[0]).toContain(
      "X-Original-To: whoever@home.example\r\nDelivered-To: bob@home.example\r\n",
    );
    expect(world.inbox("ada")).toHaveLength(1);
  });

  it.each([
    ["an unknown user", "nobody@home.example", /550 5\.1\.1/],
    ["another domain", "x@elsewhere.example", /550 5\.7\.1/],
    ["a percent that once meant a route", "x%elsewhere.example@home.example", /550 5\.1\.1/],
    ["a source route to elsewhere", '"x@elsewhere.example"@home.example', /550 5\.1\.1/],
    ["a bang path", "elsewhere.example!x@home.example", /550 5\.1\.1/],
    ["this host's address as a domain", "ada@[10.0.0.1]", /550 5\.7\.1/],
    ["a subdomain", "ada@sub.home.example", /550 5\.7\.1/],
    ["a path as a user", "../ada@home.example", /501|550|no mail address/],
    ["a quoted path as a user", '"../ada"@home.example', /550 5\.1\.1/],
    ["the queue's folder as a user", '".queue"@home.example', /550 5\.1\.1/],
    ["an alias that leads to itself", "loop@home.example", /550 5\.4\.6/],
    ["an alias that leads to nobody", "void@home.example", /550 5\.1\.1/],
  ])("refuses %s at RCPT", async (_, to, reply) => {
    const aliases = "loop: loop2\nloop2: loop\nvoid: nobody";
    const world = await MailWorld.start({ aliases, users: ["ada", "bob", "../ada", ".queue"] });
    expect(await refusal(world.receive({ from, to }, text))).toMatch(reply);
    expect(world.disk.list("/mail").filter((name) => name !== ".queue")).toEqual([]);
    expect(world.queued()).toEqual([]);
  });

  it("gives a user one copy, however many recipients lead there", async () => {
    const world = await MailWorld.start({ aliases: "info: ada, bob\nall: info, ada, bob" });
    await world.receive({ from, to: ["ada@home.example", "info@home.example", "all@home.example"] }, text);
    expect(world.inbox("ada")).toHaveLength(1);
    expect(world.inbox("bob")).toHaveLength(1);
  });

  it("takes a message that is larger than what is kept in memory through a file, and leaves none of it", async () => {
    const world = await MailWorld.start({ maxMemoryBytes: 4096 });
    const large = `Subject: x\r\n\r\n${"0123456789abcdef\r\n".repeat(10_000)}`;
    await world.receive({ from, to: ["ada@home.example", "bob@home.example"] }, large);
    for (const user of ["ada", "bob"]) expect(world.inbox(user)[0]?.endsWith(large)).toBe(true);
    expect(world.disk.list("/mail/.queue/incoming")).toEqual([]);
  });

  it("refuses a message over the limit, in memory or in a file, and one whose header section is", async () => {
    const world = await MailWorld.start({ maxMemoryBytes: 4096, limits: { maxMessageBytes: 20_000 } });
    const to = "ada@home.example";
    const body = (bytes: number): string => `Subject: x\r\n\r\n${"x".repeat(98)}\r\n`.padEnd(bytes, "0123456789\r\n");
    // A client that announces the size hears of it at once; one that doesn't, at the end.
    expect(await refusal(world.receive({ from, to }, body(30_000)))).toMatch(/takes 20000 at the most/);
    const header = `${"X-A: 0123456789\r\n".repeat(300)}\r\nbody\r\n`;
    expect(await refusal(world.receive({ from, to }, header))).toMatch(/552 5\.3\.4 The header section/);
    expect(world.inbox("ada")).toEqual([]);
    expect(world.disk.list("/mail/.queue/incoming")).toEqual([]);
  });

  it("refuses a message that was delivered to the same address before", async () => {
    const world = await MailWorld.start();
    const again = `Delivered-To: Ada@Home.example\r\n${text}`;
    expect(await refusal(world.receive({ from, to: "ada@home.example" }, again))).toMatch(/554 5\.4\.6/);
    await world.receive({ from, to: "bob@home.example" }, again);
    expect(world.inbox("bob")).toHaveLength(1);
  });

  it("says later where the disk is full, and where nobody can tell who is here", async () => {
    const world = await MailWorld.start();
    world.disk.fault = (call, path) => (call === "open" && path.includes("/mail/ada/tmp/") ? "ENOSPC" : undefined);
    expect(await refusal(world.receive({ from, to: "ada@home.example" }, text))).toMatch(/452 4\.3\.1/);
    world.disk.fault = () => undefined;
    await world.receive({ from, to: "ada@home.example" }, text);
    expect(world.inbox("ada")).toHaveLength(1);
  });

  it("keeps the part of a mail that it can't deliver now, and delivers it later", async () => {
    const world = await MailWorld.start();
    world.disk.fault = (call, path) => (call === "open" && path.includes("/mail/ada/tmp/") ? "EIO" : undefined);
    await world.receive({ from, to: ["ada@home.example", "bob@home.example"] }, text);
    expect(world.inbox("bob")).toHaveLength(1);
    expect(world.inbox("ada")).toHaveLength(0);
    expect(world.queued()).toHaveLength(1);
    world.disk.fault = () => undefined;
    await world.pass(10 * 60_000);
    expect(world.inbox("ada")).toHaveLength(1);
    expect(world.inbox("ada")[0]).toMatch(
      /^Return-Path: <z@stranger\.example>\r\nDelivered-To: ada@home\.example\r\nReceived: /,
    );
    expect(world.queued()).toEqual([]);
  });

  it("offers no login outside TLS", async () => {
    const world = await MailWorld.start();
    const { reactor } = world.net.host("laptop.example");
    const { connectSMTP } = await import("@twist/smtp");
    const seen: boolean[] = [];
    for (const security of ["none", "opportunistic"] as const) {
      const connecting = connectSMTP({
        host: "mail.home.example",
        port: 25,
        security,
        tls: { verify: false },
        reactor,
      });
      connecting.catch(() => undefined);
      await world.pass(1000);
      const client = await connecting;
      seen.push(client.extensions.has("AUTH"));
      void client.quit();
    }
    expect(seen).toEqual([false, true]);
  });
});

describe("a mail server, over LMTP", () => {
  it("answers for each recipient", async () => {
    const world = await MailWorld.start();
    world.disk.fault = (call, path) => (call === "open" && path.includes("/mail/ada/tmp/") ? "EIO" : undefined);
    const result = await world.receive({ from, to: ["ada@home.example", "bob@home.example"] }, text, 24);
    expect(result.accepted).toEqual(["bob@home.example"]);
    expect(result.rejected).toMatchObject([{ address: "ada@home.example", permanent: false, reply: { code: 451 } }]);
    expect(world.inbox("bob")[0]).toContain("with LMTP id");
    expect(world.queued()).toEqual([]);
  });

  it("relays for nobody", async () => {
    const world = await MailWorld.start();
    expect(await refusal(world.receive({ from, to: "x@elsewhere.example" }, text, 24))).toMatch(/550 5\.7\.1/);
  });
});
