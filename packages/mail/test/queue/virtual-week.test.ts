import { describe, expect, it } from "@jest/globals";
import { MailWorld, no } from "../mail-world.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const from = "ada@home.example";

describe("the queue, over a virtual week", () => {
  it("delivers a mail whose server was down for two days, and tells the sender once that it takes long", async () => {
    const world = await MailWorld.start();
    const peer = await world.peer("x.example");
    peer.host.crash({ forMs: 2 * day });
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(3 * hour);
    expect(world.inbox("ada")).toEqual([]);
    await world.pass(3 * day);
    expect(peer.taken).toHaveLength(1);
    const [warning = "", ...more] = world.inbox("ada");
    expect(more).toEqual([]);
    expect(warning).toMatch(/\r\nAction: delayed\r\nStatus: 4\.4\.1\r\n/);
    expect(warning).toContain("Will-Retry-Until: Thu, 06 Jan 2000 00:00");
    expect(world.queued()).toEqual([]);
  });

  it("gets through greylisting with the attempt after the wait", async () => {
    const world = await MailWorld.start();
    const seen = new Map<string, number>();
    const peer = await world.peer("x.example", {
      rcpt(recipient) {
        const first = seen.get(recipient) ?? world.net.now();
        seen.set(recipient, first);
        if (world.net.now() - first < 10 * minute) no("451 4.7.1 greylisted, come again");
      },
    });
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(hour);
    expect(peer.taken).toHaveLength(1);
    // At once, after about 5 minutes, and after about 15 more.
    const [first = 0, second = 0, third = 0, ...more] = peer.attempts;
    expect(more).toEqual([]);
    expect((second - first) / minute).toBeGreaterThan(4.4);
    expect((second - first) / minute).toBeLessThan(5.6);
    expect((third - second) / minute).toBeGreaterThan(13.4);
    expect((third - second) / minute).toBeLessThan(16.6);
  });

  it.each([["mail"], ["rcpt"], ["data"]] as const)("takes a 4xx at %s for a reason to come again", async (stage) => {
    const world = await MailWorld.start();
    let refusals = 2;
    const peer = await world.peer("x.example", {
      [stage]() {
        if (refusals-- > 0) no("451 4.3.0 not now");
      },
    });
    await world.submit("ada", { from, to: ["carol@x.example", "dan@x.example"] });
    await world.pass(3 * hour);
    expect(new Set(peer.taken.flatMap(({ recipients }) => recipients))).toEqual(
      new Set(["carol@x.example", "dan@x.example"]),
    );
    expect(peer.taken.flatMap(({ recipients }) => recipients)).toHaveLength(2);
    expect(world.inbox("ada")).toEqual([]);
  });

  it("stands a storm of 4xx: few connections to the domain at a time, none lost, none twice, other domains unhindered", async () => {
    const world = await MailWorld.start();
    const stormy = await world.peer("x.example", {
      mail() {
        if (world.net.now() < 12 * hour) no("421 4.3.2 too busy");
      },
    });
    const calm = await world.peer("y.example");
    const senders = Array.from({ length: 60 }, (_, n) => n);
    for (const n of senders) {
      const to = [`u${String(n)}@x.example`, ...(n % 10 === 0 ? [`u${String(n)}@y.example`] : [])];
      await world.submit("ada", { from, to });
    }
    await world.pass(10 * minute);
    expect(calm.taken).toHaveLength(6);
    await world.pass(day);
    const recipients = stormy.taken.map((taken) => taken.recipients[0]);
    expect(recipients).toHaveLength(60);
    expect(new Set(recipients).size).toBe(60);
    expect(stormy.mostOpen).toBeLessThanOrEqual(5);
    // Each was tried some seven times in these hours, and not in a tight loop.
    expect(stormy.attempts.length).toBeLessThan(60 * 10);
    expect(world.queued()).toEqual([]);
  });

  it("gives up after five days with one bounce, and a warning before it", async () => {
    const world = await MailWorld.start();
    const peer = await world.peer("x.example", { rcpt: () => no("450 4.2.1 mailbox busy") });
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(5 * day - hour);
    expect(world.inbox("ada")).toHaveLength(1);
    await world.pass(2 * hour);
    expect(world.inbox("ada")).toHaveLength(2);
    const bounce = world.inbox("ada")[1] ?? "";
    expect(bounce).toMatch(/\r\nAction: failed\r\nStatus: 4\.2\.1\r\nRemote-MTA: dns; mx\.x\.example\r\n/);
    expect(bounce).toContain("Diagnostic-Code: smtp; 450 4.2.1 mailbox busy");
    // 5, 15 and 30 minutes, 1, 2, and then every 4 hours.
    expect(peer.attempts.length).toBeGreaterThan(25);
    expect(peer.attempts.length).toBeLessThan(45);
    await world.pass(2 * day);
    expect(world.inbox("ada")).toHaveLength(2);
    expect(world.queued()).toEqual([]);
    expect(world.disk.list("/mail/.queue/messages")).toEqual([]);
  });

  it("settles each recipient by itself", async () => {
    const world = await MailWorld.start();
    let busy = true;
    const peer = await world.peer("x.example", {
      rcpt(recipient) {
        if (recipient.startsWith("gone@")) no("550 5.1.1 no such user");
        if (recipient.startsWith("busy@") && busy) no("450 4.2.1 busy");
      },
    });
    await world.submit("ada", { from, to: ["ok@x.example", "gone@x.example", "busy@x.example"] });
    await world.pass(minute);
    busy = false;
    await world.pass(day);
    expect(peer.taken.map(({ recipients }) => recipients)).toEqual([["ok@x.example"], ["busy@x.example"]]);
    expect(world.inbox("ada")).toHaveLength(1);
    expect(world.inbox("ada")[0]?.match(/^Final-Recipient: .*$/gm)).toEqual([
      "Final-Recipient: rfc822; gone@x.example",
    ]);
  });

  it.each([
    ["a domain that isn't there", "ENOTFOUND", "5.1.2"],
    ["a domain that takes no mail (RFC 7505)", [{ exchange: "", priority: 0 }], "5.1.2"],
  ])("bounces mail for %s at once", async (_, answer, status) => {
    const world = await MailWorld.start();
    world.dns.set("x.example", answer);
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(minute);
    expect(world.inbox("ada")[0]).toContain(`Action: failed\r\nStatus: ${status}\r\n`);
  });

  it("waits where the resolver fails, and where the other end hangs up", async () => {
    const world = await MailWorld.start();
    world.dns.set("y.example", "ESERVFAIL");
    await world.submit("ada", { from, to: "carol@y.example" });
    await world.pass(minute);
    expect(world.queued()).toHaveLength(1);
    const peer = await world.peer("y.example");
    await world.pass(hour);
    expect(peer.taken).toHaveLength(1);
  });

  it("tries a destination that is down once for many mails", async () => {
    const world = await MailWorld.start({ queueLimits: { maxDeliveriesPerDomain: 1 } });
    const peer = await world.peer("x.example");
    peer.host.crash({ forMs: hour });
    for (let n = 0; n < 10; n++) await world.submit("ada", { from, to: "carol@x.example" });
    // The first waits for its connection to time out; nine times that would be much longer than this.
    await world.pass(2 * minute);
    await world.pass(4 * hour);
    expect(peer.taken).toHaveLength(10);
  });

  it("starts again with what is on the disk", async () => {
    const world = await MailWorld.start();
    let open = false;
    const peer = await world.peer("x.example", {
      rcpt() {
        if (!open) no("450 4.2.1 not yet");
      },
    });
    for (let n = 0; n < 3; n++) await world.submit("ada", { from, to: `u${String(n)}@x.example` });
    await world.crash("process");
    expect(world.server.queue.count).toBe(3);
    open = true;
    await world.pass(hour);
    expect(peer.taken).toHaveLength(3);
    expect(world.server.queue.count).toBe(0);
  });
});
