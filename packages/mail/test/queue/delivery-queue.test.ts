import { describe, expect, it } from "@jest/globals";
import { MailWorld, no } from "../mail-world.js";
import { refusal } from "../refusal.js";

const minute = 60_000;
const hour = 60 * minute;
const from = "ada@home.example";

async function stuck(options = {}): Promise<{ world: MailWorld; open: () => void; taken: readonly unknown[] }> {
  const world = await MailWorld.start(options);
  let isOpen = false;
  const { taken } = await world.peer("x.example", {
    rcpt() {
      if (!isOpen) no("450 4.2.1 not yet");
    },
  });
  const open = (): void => {
    isOpen = true;
  };
  return { world, open, taken };
}

describe("DeliveryQueue", () => {
  it("tries all at once when it is flushed", async () => {
    const { world, open, taken } = await stuck();
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(2 * hour);
    open();
    world.server.queue.flush();
    await world.pass(minute);
    expect(taken).toHaveLength(1);
  });

  it("forgets an entry that is removed, without a word to its sender", async () => {
    const { world, open, taken } = await stuck();
    await world.submit("ada", { from, to: "carol@x.example" });
    const [id = ""] = world.queued().map((name) => name.replace(".json", ""));
    expect(world.server.queue).toMatchObject({ count: 1 });
    expect(await world.server.queue.remove(id)).toBe(true);
    expect(await world.server.queue.remove(id)).toBe(false);
    expect(world.server.queue).toMatchObject({ count: 0, bytes: 0 });
    expect(world.disk.list("/mail/.queue/messages")).toEqual([]);
    open();
    await world.pass(hour);
    expect(taken).toEqual([]);
    expect(world.inbox("ada")).toEqual([]);
  });

  it("does what other processes ask for by files", async () => {
    const { world, open, taken } = await stuck({ requestPollMs: 2000 });
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.submit("ada", { from, to: "dan@x.example" });
    await world.pass(2 * hour);
    open();
    const [first = ""] = world.queued().map((name) => name.replace(".json", ""));
    world.disk.write(`/mail/.queue/requests/remove-${first}.0123456789abcdef`, "");
    world.disk.write("/mail/.queue/requests/etc", "");
    world.disk.write("/mail/.queue/requests/flush.0123456789abcdef", "");
    world.disk.write("/mail/.queue/requests/remove-..0123456789abcdef", "");
    await world.pass(minute);
    expect(taken).toHaveLength(1);
    expect(world.disk.list("/mail/.queue/requests")).toEqual([]);
  });

  it.each([
    ["isn't JSON", "{"],
    ["is of another kind", '{"version":2}'],
    ["names another entry", '{"version":1,"id":"OTHER0000"}'],
    ["has a recipient that is none", undefined],
  ])("sets an entry aside that %s, and goes on", async (_, text) => {
    const { world, open, taken } = await stuck();
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.submit("ada", { from, to: "dan@x.example" });
    const [name = ""] = world.queued();
    const path = `/mail/.queue/queued/${name}`;
    world.disk.write(
      path,
      text ?? world.disk.read(path).replace("carol@x.example", "carol@x.example>\\r\\nRCPT TO:<x@y"),
    );
    open();
    await world.crash("process");
    await world.pass(hour);
    expect(taken).toHaveLength(1);
    expect(world.disk.list("/mail/.queue/corrupt")).toHaveLength(2);
    expect(world.queued()).toEqual([]);
  });

  it("is worked on by one process alone", async () => {
    const { world } = await stuck();
    expect(await refusal(world.boot())).toMatch(/another process works on the queue/);
  });

  it("waits for what it is delivering when it stops, and breaks it off where it must", async () => {
    const { world } = await stuck();
    const slow = world.net.host("mx.slow.example");
    world.dns.set("slow.example", [{ exchange: "mx.slow.example", priority: 1 }]);
    slow.crash();
    await world.submit("ada", { from, to: "carol@slow.example" });
    const aborter = new AbortController();
    let stopped = false;
    const stopping = world.server.stopService({ signal: aborter.signal }).then(() => {
      stopped = true;
    });
    await world.pass(1000);
    expect(stopped).toBe(false);
    aborter.abort();
    await world.pass(1000);
    await stopping;
    // As if it hadn't been tried.
    expect(world.disk.read(`/mail/.queue/queued/${world.queued()[0] ?? ""}`)).toContain('"attempts": 0');
  });

  it("delivers to nobody twice where the disk won't have what came of an attempt", async () => {
    const world = await MailWorld.start();
    let busy = true;
    const peer = await world.peer("x.example", {
      rcpt(recipient) {
        if (recipient.startsWith("busy@") && busy) no("450 4.2.1 busy");
      },
      data() {
        // From here on, entries can't be written, for a while.
        world.disk.fault = (call, path) => (call === "rename" && path.includes("/queued/") ? "EIO" : undefined);
      },
    });
    await world.submit("ada", { from, to: ["ok@x.example", "busy@x.example"] });
    await world.pass(30 * minute);
    expect(peer.taken).toHaveLength(1);
    world.disk.fault = () => undefined;
    busy = false;
    await world.pass(2 * hour);
    expect(peer.taken.map(({ recipients }) => recipients)).toEqual([["ok@x.example"], ["busy@x.example"]]);
  });

  it("gives all mail for elsewhere to a smarthost, where there is one", async () => {
    const smarthost = { host: "mx.relay.example", port: 25, security: "none" } as const;
    const world = await MailWorld.start({ smarthost });
    const relay = await world.peer("relay.example", {
      rcpt: (recipient) => (recipient.startsWith("gone@") ? no("550 5.1.1 gone") : undefined),
    });
    await world.submit("ada", { from, to: ["carol@x.example", "dan@y.example", "gone@z.example", "bob@home.example"] });
    await world.pass(minute);
    expect(relay.taken).toMatchObject([{ recipients: ["carol@x.example", "dan@y.example"] }]);
    expect(world.inbox("bob")).toHaveLength(1);
    expect(world.inbox("ada")[0]).toContain("Final-Recipient: rfc822; gone@z.example\r\nAction: failed\r\n");
  });

  it("keeps mail while the smarthost refuses the login or can't be reached: that is nobody's fault but ours", async () => {
    const smarthost = {
      host: "mx.relay.example",
      port: 25,
      security: "none",
      auth: { username: "u", password: "p", allowInsecure: true },
    } as const;
    const world = await MailWorld.start({ smarthost });
    await world.submit("ada", { from, to: "carol@x.example" });
    await world.pass(hour);
    await world.peer("relay.example");
    await world.pass(hour);
    expect(world.queued()).toHaveLength(1);
    expect(world.inbox("ada")).toEqual([]);
  });
});
