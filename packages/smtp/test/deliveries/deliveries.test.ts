import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem, readFile } from "@twist/core/filesystem";
import { FileDelivery, type SavedMessage } from "../../src/deliveries/file-delivery.js";
import { deliverTo } from "../../src/deliveries/message-delivery.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";
import { envelopeLines, serveGreeted, settle } from "../server/served-connection.js";

async function names(files: MemoryFileSystem): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of files.list("/")) found.push(name);
  return found;
}

async function settleFiles(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await settle();
}

describe("FileDelivery", () => {
  it("saves a message with its trace, under a name of its own", async () => {
    const files = new MemoryFileSystem();
    const saved: SavedMessage[] = [];
    const delivery = new FileDelivery(files, { saved: (one) => saved.push(one) });
    const { transport } = serveGreeted({ session: deliverTo(delivery) });
    transport.deliver(`${envelopeLines}Subject: x\r\n\r\n..y\r\n.\r\n`);
    await settleFiles();
    expect(transport.takeText()).toMatch(/250 2\.0\.0 Message accepted\r\n$/);
    const [only] = saved;
    expect(await names(files)).toEqual([`${only?.message.id ?? ""}.eml`]);
    const content = await readFile(files, only?.path ?? "");
    expect(content.toString()).toMatch(
      /^Return-Path: <a@client\.example>\r\nReceived: from client\.example \(\[192\.0\.2\.1\]\)\r\n\tby mail\.example with ESMTP id [0-9a-z.]+\r\n\tfor <b@mail\.example>; \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\nSubject: x\r\n\r\n\.y\r\n$/,
    );
    expect(only?.size).toBe(content.length);
  });

  it("leaves nothing of a message that breaks off or is refused", async () => {
    const files = new MemoryFileSystem();
    const { transport } = serveGreeted({ session: deliverTo(new FileDelivery(files)) });
    transport.deliver(`${envelopeLines}bare\nLF\r\n.\r\n`);
    await settleFiles();
    expect(transport.takeText()).toMatch(/550 5\.6\.11 /);
    transport.deliver(`${envelopeLines}half`);
    await settleFiles();
    transport.end();
    await settleFiles();
    expect(await names(files)).toEqual([]);
  });
});

describe("deliverTo", () => {
  it("asks the delivery for whom it takes mail", () => {
    const { say } = serveGreeted({
      session: deliverTo({
        accepts: ({ domain }) => {
          if (domain !== "mail.example") throw SMTPReplyError.of(550, "5.7.1", "No relay");
        },
        deliver: () => undefined,
      }),
    });
    say("MAIL FROM:<>\r\n");
    expect(say("RCPT TO:<a@elsewhere.example>\r\nRCPT TO:<a@mail.example>\r\n")).toBe(
      "550 5.7.1 No relay\r\n250 2.1.5 OK\r\n",
    );
  });
});
