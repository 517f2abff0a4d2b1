import { describe, expect, it } from "@jest/globals";
import { MailWorld, no } from "../mail-world.js";
import { refusal } from "../refusal.js";

const from = "ada@home.example";

describe("submission", () => {
  it("takes a user's mail to everybody: at once to mailboxes here, through the queue to other domains", async () => {
    const world = await MailWorld.start();
    const peer = await world.peer("x.example");
    await world.submit("ada", { from, to: ["bob@home.example", "carol@x.example"] });
    await world.pass(1000);
    expect(world.inbox("bob")).toHaveLength(1);
    expect(peer.taken).toMatchObject([{ sender: from, recipients: ["carol@x.example"] }]);
    expect(peer.taken[0]?.text).toMatch(/^Received: from [^]* with ESMTPSA id [^]*\r\nSubject: hi\r\n\r\nhello\r\n$/);
    expect(world.queued()).toEqual([]);
  });

  it("adds the date and the name that a message lacks, and keeps blind copies blind", async () => {
    const world = await MailWorld.start();
    await world.submit("ada", { from, to: "bob@home.example" }, "Bcc: carol@x.example\r\nSubject: x\r\n\r\n");
    await world.submit("ada", { from, to: "bob@home.example" }, "Date: then\r\nMessage-ID: <a@b>\r\n\r\n");
    const [first = "", second = ""] = world.inbox("bob");
    expect(first).toMatch(
      /\r\nDate: Sat, 01 Jan 2000 00:00:\d\d \+0000\r\nMessage-ID: <\S+@home\.example>\r\nSubject: x/,
    );
    expect(first).not.toContain("carol");
    expect(second.match(/^(Date|Message-ID):/gm)).toHaveLength(2);
  });

  it.each([
    ["another user's address", "bob@home.example", /553 5\.7\.1/],
    ["an address elsewhere", "ada@x.example", /553 5\.7\.1/],
    ["an address that nobody has", "boss@home.example", /553 5\.7\.1/],
    ["an alias of another user", "info@home.example", /553 5\.7\.1/],
  ])("refuses mail from %s", async (_, sender, reply) => {
    const world = await MailWorld.start({ aliases: "info: bob" });
    expect(await refusal(world.submit("ada", { from: sender, to: "bob@home.example" }))).toMatch(reply);
  });

  it.each([
    ["the user's own address, in other letters", "ADA@Home.Example"],
    ["the user's address with a detail", "ada+shop@home.example"],
    ["an alias that leads to the user", "sales@home.example"],
    ["nobody, as receipts are sent", ""],
  ])("takes mail from %s", async (_, sender) => {
    const world = await MailWorld.start({ aliases: "sales: ada, bob" });
    await world.submit("ada", { from: sender, to: "bob@home.example" });
    expect(world.inbox("bob")).toHaveLength(1);
  });

  it("takes nothing from whoever hasn't logged in", async () => {
    const world = await MailWorld.start();
    expect(await refusal(world.receive({ from, to: "bob@home.example" }, "x\r\n", 587))).toMatch(/530 5\.7\.\d/);
  });

  it("says later where the queue is full, and delivers nothing then", async () => {
    const world = await MailWorld.start({ queueLimits: { maxEntries: 1 } });
    await world.peer("x.example", { rcpt: () => no("450 4.2.0 later") });
    await world.submit("ada", { from, to: "carol@x.example" });
    const both = { from, to: ["carol@x.example", "bob@home.example"] };
    expect(await refusal(world.submit("ada", both))).toMatch(/452 4\.3\.1/);
    expect(world.inbox("bob")).toEqual([]);
    await world.submit("ada", { from, to: "bob@home.example" });
    expect(world.inbox("bob")).toHaveLength(1);
  });

  it("counts the bytes of the queue, too", async () => {
    const world = await MailWorld.start({ queueLimits: { maxBytes: 2000 } });
    await world.peer("x.example", { rcpt: () => no("450 4.2.0 later") });
    const message = `Subject: x\r\n\r\n${"0123456789".repeat(120)}\r\n`;
    await world.submit("ada", { from, to: "carol@x.example" }, message);
    expect(await refusal(world.submit("ada", { from, to: "carol@x.example" }, message))).toMatch(/452 4\.3\.1/);
  });
});
