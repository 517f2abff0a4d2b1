import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { eventually } from "../../src/eventually.js";
import { runProgram } from "../../src/running-program.js";
import { password, TwistMail } from "../../src/twist-mail.js";

/** A server for a.example that gives all mail for elsewhere to one for b.example. */
async function twoServers(aliases = ""): Promise<AsyncDisposable & { readonly a: TwistMail; readonly b: TwistMail }> {
  const b = await TwistMail.start({ domain: "b.example", users: ["bob"] });
  const args = ["--smarthost", b.address("smtp")];
  const a = await TwistMail.start({ domain: "a.example", users: ["ada"], aliases, args });
  return {
    a,
    b,
    async [Symbol.asyncDispose]() {
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

const login = ["-tls", "--auth", "--auth-user", "ada", "--auth-password", password];

describeWith(["swaks"], "swaks submits to twist mail", () => {
  it("a message that goes through its queue to a second one, and into the Maildir there", async () => {
    await using servers = await twoServers();
    const { a, b } = servers;
    const body = ".\\nbody with dots\\n..end";
    const args = [
      "--server",
      a.address("submission"),
      "--from",
      "ada@a.example",
      "--to",
      "bob+x@b.example",
      "--body",
      body,
    ];
    const { code, stdout } = await runProgram("swaks", [...args, ...login]);
    expect(stdout.toString()).toContain("AUTH SCRAM-SHA-256");
    expect(code).toBe(0);
    await eventually(() => b.inbox("bob").length === 1);
    const [mail = ""] = b.inbox("bob");
    expect(mail).toMatch(
      /^Return-Path: <ada@a\.example>\r\nDelivered-To: bob\+x@b\.example\r\nReceived: from a\.example /,
    );
    expect(mail).toMatch(/by b\.example with ESMTPS id [^]*by a\.example with ESMTPSA id /);
    expect(mail).toContain("\r\n\r\n.\r\nbody with dots\r\n..end\r\n");
    await eventually(async () => (await a.queue("list")) === "The queue is empty.\n");
    expect(await a.queue("list")).toBe("The queue is empty.\n");
  });

  it("a message for nobody, and the user gets a bounce", async () => {
    await using servers = await twoServers();
    const { a } = servers;
    const args = ["--server", a.address("submission"), "--from", "ada@a.example", "--to", "nobody@b.example"];
    expect(await runProgram("swaks", [...args, ...login])).toMatchObject({ code: 0 });
    await eventually(() => a.inbox("ada").length === 1);
    const [bounce = ""] = a.inbox("ada");
    expect(bounce).toMatch(/^Return-Path: <>\r\n/);
    expect(bounce).toContain("Diagnostic-Code: smtp; 550 5.1.1 No such user here");
    // Another program reads it as what it is.
    const script = `
import email, email.policy, sys
report = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
assert not any(part.defects for part in report.walk()), [part.defects for part in report.walk()]
words, status, message = report.get_payload()
print(report.get_content_type(), report.get_param("report-type"), status.get_content_type(), message.get_content_type())
print([dict(group)["Action"] for group in status.get_payload()[1:]], message.get_payload()[0]["To"])
`;
    const parsed = await runProgram("/usr/bin/python3", ["-c", script], { input: Buffer.from(bounce, "latin1") });
    expect(parsed.stderr).toBe("");
    expect(parsed.stdout.toString()).toBe(
      "multipart/report delivery-status message/delivery-status message/rfc822\n['failed'] nobody@b.example\n",
    );
  });

  it("nothing without a login, outside TLS, or from an address of somebody else", async () => {
    await using a = await TwistMail.start({ domain: "a.example", users: ["ada"] });
    const to = ["--server", a.address("submission"), "--to", "ada@a.example"];
    const anonymous = await runProgram("swaks", [...to, "--from", "ada@a.example", "-tls"]);
    expect(anonymous.stdout.toString()).toMatch(/<\*\* {0,2}530 5\.7\.|<~\* {0,1}530 5\.7\./);
    const [, , , ...credentials] = login;
    const clear = await runProgram("swaks", [
      ...to,
      "--from",
      "ada@a.example",
      "--auth",
      "--auth-user",
      ...credentials,
    ]);
    expect(clear.stdout.toString()).not.toContain("AUTH PLAIN");
    expect(clear.code).not.toBe(0);
    const spoofed = await runProgram("swaks", [...to, "--from", "boss@a.example", ...login]);
    expect(spoofed.stdout.toString()).toContain("553 5.7.1 That is no address of yours");
  });

  it("over LMTP, with an answer for each recipient", async () => {
    await using a = await TwistMail.start({ domain: "a.example", users: ["ada", "bob"] });
    const args = ["--protocol", "LMTP", "--server", a.address("lmtp"), "--from", "z@z.example"];
    const { code, stdout } = await runProgram("swaks", [...args, "--to", "ada@a.example,bob@a.example"]);
    expect(code).toBe(0);
    expect(stdout.toString().match(/250 2\.0\.0 Message accepted/g)).toHaveLength(2);
    expect(a.inbox("ada")).toHaveLength(1);
    expect(a.inbox("bob")).toHaveLength(1);
  });
});

describeWith(["smtp-source"], "Postfix's smtp-source", () => {
  it("sends 200 messages over 8 connections through one twist mail to a second one", async () => {
    await using servers = await twoServers("list: ada, bob@b.example\n");
    const { a, b } = servers;
    const load = ["-m", "200", "-s", "8", "-l", "10240", "-f", "z@z.example", "-t", "list@a.example"];
    const { code, stderr } = await runProgram("smtp-source", [...load, `inet:${a.address("smtp")}`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(a.inbox("ada")).toHaveLength(200);
    await eventually(() => b.inbox("bob").length === 200);
    const arrived = b.inbox("bob");
    expect(arrived).toHaveLength(200);
    expect(new Set(arrived.map((mail) => /^Message-Id: (.*)$/im.exec(mail)?.[1])).size).toBe(200);
    for (const mail of arrived) expect(mail).toContain("Delivered-To: list@a.example\r\n");
  }, 60_000);
});

describeWith(["swaks", "mutt", "script"], "mutt", () => {
  it("reads what was delivered", async () => {
    await using a = await TwistMail.start({ domain: "a.example", users: ["ada"] });
    for (const subject of ["one", "two"]) {
      const args = ["--server", a.address("smtp"), "--from", "z@z.example", "--to", "ada@a.example"];
      expect(await runProgram("swaks", [...args, "--header", `Subject: ${subject}`])).toMatchObject({ code: 0 });
    }
    writeFileSync(
      a.folder.file("muttrc"),
      `set folder=${a.mails}\nset spoolfile=${a.mails}/ada\nset quit=yes\nset move=no\nset mail_check=0\n`,
    );
    const keys = "<tag-pattern>~s two<enter><tag-prefix><flag-message><quit>";
    const mutt = `mutt -F ${a.folder.file("muttrc")} -f ${a.mails}/ada -e 'push "${keys}"'`;
    const { code } = await runProgram("script", ["-qec", mutt, "/dev/null"], {
      env: { TERM: "vt100", HOME: a.folder.path, MAIL: "" },
    });
    expect(code).toBe(0);
    const flagged = readdirSync(join(a.mails, "ada/cur")).filter((name) => name.includes(":2,F"));
    expect(flagged).toHaveLength(1);
    expect(readFileSync(join(a.mails, "ada/cur", flagged[0] ?? ""), "latin1")).toContain("Subject: two\r\n");
  });
});
