import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { serveMail } from "../../src/mail-server.js";
import { runProgram } from "../../src/running-program.js";
import { scriptPath } from "../../src/twist.js";

const script = scriptPath("message-builder");

describe("a message that nodemailer has built", () => {
  it("is sent by our client as the README shows it", async () => {
    await using mail = await serveMail();
    const end = await runProgram(process.execPath, [script, `tcp:127.0.0.1:${String(mail.port)}`]);
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages[0]?.envelope.recipients.map(({ mailbox }) => mailbox.toString())).toEqual([
      "bob@mail.example",
    ]);
    const content = mail.messages[0]?.content.toString() ?? "";
    expect(content).toMatch(/^Subject: =\?UTF-8\?\S+\?=\r$/m);
    expect(content).toMatch(/^Content-Disposition: attachment; filename=notes\.txt\r$/m);
  });

  it("is the code that stands in the README", () => {
    const readme = readFileSync(new URL("../../../../packages/smtp/README.md", import.meta.url), "utf8");
    const [, code = "nothing"] = /^[^\n]*\n([^]*)$/.exec(readFileSync(script, "utf8")) ?? [];
    expect(readme).toContain(`\`\`\`js\n${code}\`\`\``);
  });
});
