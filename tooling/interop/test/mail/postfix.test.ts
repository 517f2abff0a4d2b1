import { expect, it } from "@jest/globals";
import { clientFromString, reactor, serverFromString } from "@twist/core";
import { AliasTable, MailServer, UserNames } from "@twist/mail";
import { MaildirStore } from "@twist/maildir";
import { sendMail } from "@twist/smtp";
import { describeWith } from "../../src/describe-with.js";
import { eventually } from "../../src/eventually.js";
import { mayStartPostfix, startPostfix } from "../../src/postfix.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { TwistMail } from "../../src/twist-mail.js";

describeWith(["postfix", "smtp-source"], "Postfix hands mail to us over LMTP", () => {
  (mayStartPostfix ? it : it.skip)(
    "for each recipient by itself: those that are here, and one that isn't",
    async () => {
      await using a = await TwistMail.start({ domain: "a.example", users: ["ada", "bob"] });
      await using postfix = await startPostfix("a.example", `lmtp:inet:${a.address("lmtp")}`);
      for (const to of ["ada@a.example", "bob+x@a.example", "nobody@a.example"]) {
        const load = ["-m", "10", "-s", "1", "-f", "z@z.example", "-t", to, `inet:127.0.0.1:${String(postfix.port)}`];
        expect(await runProgram("smtp-source", load)).toMatchObject({ code: 0 });
      }
      await eventually(() => a.inbox("ada").length === 10 && a.inbox("bob").length === 10);
      await eventually(() => postfix.log().match(/to=<nobody@a\.example>.* status=bounced/g)?.length === 10);
      expect(a.inbox("ada")).toHaveLength(10);
      expect(a.inbox("bob")).toHaveLength(10);
      const [mail = ""] = a.inbox("bob");
      expect(mail).toMatch(
        /^Return-Path: <z@z\.example>\r\nDelivered-To: bob\+x@a\.example\r\nReceived: from front\.example /,
      );
      expect(mail).toMatch(/with LMTPS? id /);
      expect(postfix.log()).toMatch(/to=<ada@a\.example>.* dsn=2\.0\.0, status=sent \(250 2\.0\.0 Message accepted/);
      expect(postfix.log()).toMatch(
        /to=<nobody@a\.example>.* dsn=5\.1\.1, status=bounced .*550 5\.1\.1 No such user here/,
      );
    },
    60_000,
  );
});

describeWith(["postfix"], "Postfix takes mail from our queue", () => {
  (mayStartPostfix ? it : it.skip)(
    "as the mail server of a domain, and hands it on to a second one of ours",
    async () => {
      await using b = await TwistMail.start({ domain: "b.example", users: ["bob"] });
      await using postfix = await startPostfix("b.example", `lmtp:inet:${b.address("lmtp")}`);
      using folder = new TemporaryFolder();
      const server = new MailServer({
        domains: ["a.example"],
        store: new MaildirStore(folder.file("mail")),
        users: new UserNames(["ada"]),
        aliases: { read: () => AliasTable.parse("out: bob+x@b.example, gone@b.example") },
        queueFolder: folder.file("queue"),
        resolver: { resolveMx: () => Promise.resolve([{ exchange: "127.0.0.1", priority: 10 }]) },
        mx: { port: postfix.port },
      });
      await server.startService();
      await using port = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(server.smtp);
      await sendMail({
        endpoint: clientFromString(
          reactor,
          `tcp:127.0.0.1:${String(port.address.type === "tcp" ? port.address.port : 0)}`,
        ),
        security: "none",
        envelope: { from: "ada@a.example", to: "out@a.example", dsn: { envelopeId: "E1" } },
        message: "Subject: through three\r\n\r\n.dots\r\n",
      });
      await eventually(() => b.inbox("bob").length === 1);
      const [mail = ""] = b.inbox("bob");
      expect(mail).toMatch(/^Return-Path: <ada@a\.example>\r\nDelivered-To: bob\+x@b\.example\r\n/);
      expect(mail).toContain("\r\nDelivered-To: out@a.example\r\n");
      expect(mail).toMatch(/\r\nSubject: through three\r\n(?:\S.*\r\n)*\r\n\.dots\r\n$/);
      expect(postfix.log()).toMatch(/from=<ada@a\.example>, size=\d+, nrcpt=2 /);
      await eventually(() => server.queue.count === 0);
      expect(server.queue.count).toBe(0);
      await server.stopService();
    },
    60_000,
  );
});
