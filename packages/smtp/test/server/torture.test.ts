import { describe, expect, it } from "@jest/globals";
import { torture } from "@twist/core/testing";
import { MemoryDelivery } from "../../src/deliveries/memory-delivery.js";
import { deliverTo } from "../../src/deliveries/message-delivery.js";
import { LMTPFactory } from "../../src/server/lmtp-factory.js";
import { SMTPFactory } from "../../src/server/smtp-factory.js";

const dialogue = (hello: string, name: string): string => `
  S: 220 mail.example ${name} ready
  C: ${hello} client.example
  S: 250-mail.example greets client.example
  S: 250-PIPELINING
  S: 250-SIZE 26214400
  S: 250-8BITMIME
  S: 250-SMTPUTF8
  S: 250-ENHANCEDSTATUSCODES
  S: 250-CHUNKING
  S: 250 BINARYMIME
  C: MAIL FROM:<a@client.example>
  C: RCPT TO:<b@mail.example>
  C: DATA
  S: 250 2.1.0 OK
  S: 250 2.1.5 OK
  S: 354 End the message with a dot alone on its line
  C: Subject: torture
  C:
  C: ..dots
  C: .
  C: MAIL FROM:<>
  C: RCPT TO:<b@mail.example>
  C: BDAT 4
  C: a\\n
  C: BDAT 0 LAST
  S: 250 2.0.0 Message accepted
  S: 250 2.1.0 OK
  S: 250 2.1.5 OK
  S: 250 2.0.0 4 bytes received
  S: 250 2.0.0 Message accepted
  C: QUIT
  S: 221 2.0.0 Goodbye
  S! close
`;

describe("a server under torture", () => {
  it.each([
    ["SMTP", dialogue("EHLO", "ESMTP"), SMTPFactory],
    ["LMTP", dialogue("LHLO", "LMTP"), LMTPFactory],
  ] as const)(
    "survives every cut, stall and chunking of %s",
    async (name, script, Maker) => {
      const report = await torture(
        {
          name,
          server: () =>
            new Maker({ hostname: "mail.example", bareNewlines: "allow", session: deliverTo(new MemoryDelivery()) }),
          dialogue: script,
        },
        { maxCuts: 150, maxStalls: 20, stallMs: 60_000, randomRuns: 10 },
      );
      expect(report.runs).toBeGreaterThan(100);
    },
    60_000,
  );
});
