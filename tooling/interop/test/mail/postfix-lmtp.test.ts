import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { eventually } from "../../src/eventually.js";
import { mayStartPostfix, startPostfix } from "../../src/postfix.js";
import { runProgram } from "../../src/running-program.js";
import { TwistMail } from "../../src/twist-mail.js";

describeWith(["postfix", "smtp-source"], "Postfix hands mail to us over LMTP", () => {
  (mayStartPostfix ? it : it.skip)("for each recipient by itself: those that are here, and one that isn't", async () => {
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
  }, 60_000);
});
