import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { serveMail, type ServedMail } from "../../src/mail-server.js";
import { type ProgramEnd, runProgram } from "../../src/running-program.js";

function source({ port }: ServedMail, ...args: string[]): Promise<ProgramEnd> {
  const envelope = ["-f", "ada@client.example", "-t", "bob@mail.example", "-M", "client.example"];
  return runProgram("smtp-source", [...envelope, ...args, `127.0.0.1:${String(port)}`]);
}

describeWith(["smtp-source"], "Postfix's smtp-source sends to us", () => {
  it("500 messages, each over a connection of its own, 20 at a time", async () => {
    await using mail = await serveMail();
    expect(await source(mail, "-m", "500", "-s", "20", "-l", "20000")).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages).toHaveLength(500);
    expect(mail.messages.every(({ content }) => content.length >= 20_000)).toBe(true);
    expect(new Set(mail.messages.map(({ id }) => id.split(".")[0])).size).toBe(500);
  });

  it("500 messages over 5 connections", async () => {
    await using mail = await serveMail();
    expect(await source(mail, "-d", "-m", "500", "-s", "5")).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages).toHaveLength(500);
    expect(new Set(mail.messages.map(({ id }) => id.split(".")[0])).size).toBe(5);
  });

  it("messages to 40 recipients each", async () => {
    await using mail = await serveMail();
    expect(await source(mail, "-r", "40", "-m", "10")).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages.map(({ envelope }) => envelope.recipients.length)).toEqual(new Array(10).fill(40));
  });

  it("messages over LMTP, with an answer for each recipient", async () => {
    await using mail = await serveMail({ lmtp: true });
    expect(await source(mail, "-L", "-r", "5", "-m", "20", "-s", "4")).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages).toHaveLength(20);
  });
});
