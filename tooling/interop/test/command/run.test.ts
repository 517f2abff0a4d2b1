import { fileURLToPath } from "node:url";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { startTwist } from "../../src/twist.js";

const playground = fileURLToPath(import.meta.resolve("@twist-tooling/playground/twist.config.js"));

describeWith(["curl", "dig", "nc"], "twist run", () => {
  it("runs the playground: the sample site, the mail catcher, the mail server, the name server and the echo", async () => {
    await using twist = await startTwist(["run", playground], { ports: 7 });
    const site = twist.addresses[twist.schemes.indexOf("http")] ?? "";
    const echo = twist.addresses[twist.schemes.indexOf("echo")] ?? "";
    expect(twist.program.stdout).toContain(`http://localhost:${site.split(":")[1] ?? ""}/`);
    const page = await runProgram("curl", ["-q", "-sS", `http://${site}/`]);
    expect(page.stdout.toString()).toMatch(/^<!doctype html>/i);
    const answer = await runProgram("nc", ["-N", ...echo.split(":")], { input: "hello\n" });
    expect(answer.stdout.toString()).toBe("hello\n");
    const smtp = twist.addresses[twist.schemes.indexOf("smtp")] ?? "";
    const mail = await runProgram(
      "curl",
      [...`-q -sS smtp://${smtp} --mail-from a@x --mail-rcpt b@x -T -`.split(" ")],
      {
        input: "Subject: hi\n\nhello\n",
      },
    );
    expect(mail).toMatchObject({ code: 0 });
    const [, saved = ""] = await twist.program.line(/^.*<a@x> to <b@x> "hi" \d+ bytes (\S+\.eml)$/);
    expect(readFileSync(saved, "latin1")).toMatch(/\r\nSubject: hi\n\nhello\n\r\n$/);
    rmSync(saved);
    const submission = twist.addresses[twist.schemes.indexOf("submission")] ?? "";
    const login = "--user ada:twist --login-options AUTH=PLAIN --mail-from ada@twist.test --mail-rcpt bob@twist.test";
    const submitted = await runProgram("curl", [...`-q -sS smtp://${submission} ${login} -T -`.split(" ")], {
      input: "Subject: hi\r\n\r\nhello\r\n",
    });
    expect(submitted).toMatchObject({ code: 0 });
    const [, maildir = ""] = await twist.program.line(/mutt -f (\S+)\/bob reads it/);
    expect(readdirSync(`${maildir}/bob/new`).length).toBeGreaterThanOrEqual(1);
    rmSync(`${maildir}/bob`, { recursive: true });
    const dns = twist.addresses[twist.schemes.indexOf("dns")] ?? "";
    const names = await runProgram("dig", ["@127.0.0.1", "-p", dns.split(":")[1] ?? "", "mail.twist.test", "+short"]);
    expect(names.stdout.toString()).toBe("127.0.0.1\n");
    expect(await twist.program.stop("SIGINT")).toMatchObject({ code: 0 });
  });

  it("runs several services of a YAML file, with paths that count from where the file is", async () => {
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("a.txt"), "from a file\n");
    const service = "{ plugin: http, listen: 'tcp:0:interface=127.0.0.1', root: . }";
    writeFileSync(folder.file("services.yaml"), `services:\n  one: ${service}\n  two: ${service}\n`);
    await using twist = await startTwist(["run", folder.file("services.yaml")], { ports: 2 });
    for (const address of twist.addresses) {
      const { stdout } = await runProgram("curl", ["-q", "-sS", `http://${address}/a.txt`]);
      expect(stdout.toString()).toBe("from a file\n");
    }
    expect(await twist.program.stop()).toMatchObject({ code: 0 });
  });
});
