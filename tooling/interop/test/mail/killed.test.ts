import { describe, expect, it } from "@jest/globals";
import { SMTPPool } from "@twist/smtp";
import { eventually } from "../../src/eventually.js";
import { TwistMail } from "../../src/twist-mail.js";

/** Sends mails until the server is gone. @returns the names of those that it has answered with yes. */
async function sendUntilKilled(mail: TwistMail, afterAnswers: number): Promise<string[]> {
  const acknowledged: string[] = [];
  let sent = 0;
  let killing: Promise<void> | undefined;
  await using pool = new SMTPPool({ host: "127.0.0.1", port: mail.port("smtp"), security: "none", maxConnections: 8 });
  const sender = async (): Promise<void> => {
    while (killing === undefined) {
      const name = `mail-${String(sent++)}`;
      const message = `Subject: ${name}\r\n\r\n${"a line of it\r\n".repeat(800)}end of ${name}\r\n`;
      try {
        await pool.send({ from: "z@z.example", to: ["ada@a.example", "out@a.example"] }, message);
        acknowledged.push(name);
      } catch {
        return;
      }
      if (acknowledged.length >= afterAnswers) killing ??= mail.kill();
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  await killing;
  return acknowledged;
}

const names = (mails: readonly string[]): Set<string | undefined> =>
  new Set(mails.map((mail) => /\nend of (.*)\r\n$/.exec(mail)?.[1]));

describe("twist mail, killed with SIGKILL under load", () => {
  it("has lost nothing that it answered with 250, neither in mailboxes nor in its queue", async () => {
    await using b = await TwistMail.start({ domain: "b.example", users: ["bob"] });
    const args = ["--smarthost", b.address("smtp")];
    const aliases = "out: bob@b.example\n";
    await using a = await TwistMail.start({ domain: "a.example", users: ["ada"], aliases, args });
    const acknowledged: string[] = [];
    for (const afterAnswers of [1, 7, 40, 111]) {
      const batch = await sendUntilKilled(a, afterAnswers);
      expect(batch.length).toBeGreaterThanOrEqual(afterAnswers);
      acknowledged.push(...batch);
      await a.boot();
    }
    await eventually(async () => (await a.queue("list")) === "The queue is empty.\n");
    const here = names(a.inbox("ada"));
    const there = names(b.inbox("bob"));
    expect(acknowledged.filter((name) => !here.has(name))).toEqual([]);
    expect(acknowledged.filter((name) => !there.has(name))).toEqual([]);
    // Whole, or not there.
    expect(here.has(undefined)).toBe(false);
    expect(there.has(undefined)).toBe(false);
  }, 120_000);
});
