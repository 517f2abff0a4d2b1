import { describe, expect, it } from "@jest/globals";
import { MailWorld } from "../mail-world.js";

const from = "ada@home.example";
const text = `Subject: precious\r\n\r\n${"every line of it\r\n".repeat(600)}`;
const hour = 3_600_000;

/** How a mail comes in, and who is to have it in the end. */
const ways = {
  "for a mailbox here": { to: ["bob@home.example"], port: 587 },
  "for another domain": { to: ["carol@x.example"], port: 587 },
  "for both": { to: ["bob@home.example", "carol@x.example"], port: 587 },
  "for an alias that leads to both": { to: ["team@home.example"], port: 25 },
} as const;

describe.each(["process", "power"] as const)("when the %s dies", (lost) => {
  it.each(Object.entries(ways))(
    "before any call of the disk, a mail %s that was answered with 250 gets there, whole",
    async (_, { to, port }) => {
      let survived = 0;
      let answered = 0;
      for (let dieAfter = 0; ; dieAfter++) {
        const world = await MailWorld.start({ aliases: "team: bob, carol@x.example", maxMemoryBytes: 4096 });
        const peer = await world.peer("x.example");
        world.disk.dieAfter(dieAfter);
        const sent = await (
          port === 587
            ? world.submit("ada", { from, to }, text)
            : world.receive({ from: "z@stranger.example", to }, text)
        ).then(
          () => true,
          () => false,
        );
        await world.pass(hour);
        const finished = !world.disk.dead;
        await world.crash(lost);
        await world.pass(hour);

        const expectsUser = to.some((address) => !address.includes("@x."));
        const expectsPeer = to.some((address) => !address.startsWith("bob"));
        for (const mail of world.inbox("bob")) expect(mail.endsWith(text)).toBe(true);
        for (const mail of peer.taken) expect(mail.text.endsWith(text)).toBe(true);
        if (sent) {
          answered += 1;
          if (expectsUser) expect(world.inbox("bob").length).toBeGreaterThanOrEqual(1);
          if (expectsPeer) expect(peer.taken.length).toBeGreaterThanOrEqual(1);
        }
        // Whatever happened, the queue is as good as ever, and nothing comes for ever.
        expect(world.queued()).toEqual([]);
        expect(world.inbox("bob").length).toBeLessThanOrEqual(2);
        expect(peer.taken.length).toBeLessThanOrEqual(2);
        if (finished) break;
        survived += 1;
      }
      expect(survived).toBeGreaterThan(15);
      expect(answered).toBeGreaterThan(0);
    },
    120_000,
  );

  it("before any call of the disk while a mail bounces, its sender hears of it", async () => {
    for (let dieAfter = 0; ; dieAfter += 1) {
      const world = await MailWorld.start();
      world.dns.set("x.example", "ESERVFAIL");
      await world.submit("ada", { from, to: "carol@x.example" }, text);
      world.dns.set("x.example", "ENOTFOUND");
      world.disk.dieAfter(dieAfter);
      await world.pass(hour);
      const finished = !world.disk.dead;
      await world.crash(lost);
      await world.pass(hour);
      const bounces = world.inbox("ada");
      expect(bounces.length).toBeGreaterThanOrEqual(1);
      expect(bounces.length).toBeLessThanOrEqual(2);
      for (const bounce of bounces) expect(bounce).toContain("Action: failed");
      expect(world.queued()).toEqual([]);
      if (finished) break;
    }
  }, 120_000);
});
