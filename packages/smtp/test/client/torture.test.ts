import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { Deferred, Factory } from "@twist/core";
import { torture, type TortureClient } from "@twist/core/testing";
import type { Message } from "../../src/client/message-source.js";
import { SMTPClient, type SMTPClientOptions, type SendOptions } from "../../src/client/smtp-client.js";
import { plainServer } from "./plain-server.js";

/** Sends one mail and says goodbye. */
function sender(message: () => Message, client: SMTPClientOptions = {}, send: SendOptions = {}): TortureClient {
  const smtp = new SMTPClient(client);
  const converse = async (): Promise<void> => {
    try {
      await smtp.greeting;
      await smtp.hello("relay.example");
      const to = ["b@x.example", "c@x.example"];
      const { accepted } = await smtp.send({ from: "a@x.example", to }, message(), send);
      if (accepted.length === 0) throw new Error("nobody accepted it");
    } finally {
      await smtp.quit();
    }
  };
  const done = Deferred.fromPromise(converse());
  done.addErrback((error) => {
    throw error;
  });
  return { factory: Factory.from(() => smtp), done };
}

describe("an SMTPClient under torture", () => {
  it.each([
    ["with pipelining", ["PIPELINING"]],
    ["without", ["SIZE"]],
  ])(
    "stands it %s",
    async (_, extensions) => {
      const { runs } = await torture({
        name: "SMTPClient",
        server: () => plainServer({ extensions }).factory,
        client: () => sender(() => "Subject: hi\r\n\r\n.hello\r\n"),
      });
      expect(runs).toBeGreaterThan(100);
    },
    60_000,
  );

  it("stands it with a message that comes as a stream", async () => {
    const { runs } = await torture(
      {
        name: "SMTPClient, streaming",
        server: () => plainServer().factory,
        client: () => sender(() => Readable.from(["Subject: hi\r", "\n\r\n", ".hello"])),
      },
      { randomRuns: 5 },
    );
    expect(runs).toBeGreaterThan(100);
  }, 60_000);

  it("stands it with BDAT", async () => {
    const { runs } = await torture({
      name: "SMTPClient, chunking",
      client: () => sender(() => Readable.from(["one\r\n", "two\r\n"]), {}, { chunking: true }),
      dialogue: `
        S: 220 ready
        C: EHLO relay.example
        S: 250-x.example
        S: 250 CHUNKING
        C: MAIL FROM:<a@x.example>
        S: 250 ok
        C: RCPT TO:<b@x.example>
        S: 250 ok
        C: RCPT TO:<c@x.example>
        S: 250 ok
        C: BDAT 10 LAST
        C: one
        C: two
        S: 250 ok
        C: QUIT
        S: 221 bye`,
    });
    expect(runs).toBeGreaterThan(100);
  }, 60_000);
});
