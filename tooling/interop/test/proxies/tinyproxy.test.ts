import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { RunningProgram, runProgram, type ProgramEnd } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";
import { scriptPath, startScript } from "../../src/twist.js";

describeWith(["tinyproxy", "openssl"], "proxy: endpoints, through tinyproxy", () => {
  it("goes through with CONNECT", async () => {
    using folder = new TemporaryFolder();
    await using proxy = await startProxy(folder);
    await using echo = await startScript("echo", ["tcp:0:interface=127.0.0.1"]);
    const end = await talk(`proxy:127.0.0.1:${String(proxy.port)}:tcp:127.0.0.1:${String(echo.port)}`);
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(end.stdout.toString()).toBe("hello\n");
    await proxy.program.line(/CONNECT 127\.0\.0\.1:\d+/);
  });

  it("speaks TLS with the far end inside the tunnel", async () => {
    using folder = new TemporaryFolder();
    const { cert, options } = await makeCertificate(folder.path);
    await using proxy = await startProxy(folder);
    await using echo = await startScript("echo", [`tls:0:interface=127.0.0.1:${options}`]);
    const through = `proxy:127.0.0.1:${String(proxy.port)}:tls:localhost:${String(echo.port)}`;
    const end = await talk(`${through}:ca=${cert}`);
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(end.stdout.toString()).toBe("hello\n");
    const untrusted = await talk(through);
    expect(untrusted.code).toBe(1);
    expect(untrusted.stderr).toMatch(/certificate/);
  });

  it("logs in, and says in one line what the proxy answered where that fails", async () => {
    using folder = new TemporaryFolder();
    await using proxy = await startProxy(folder, "BasicAuth alice wonderland");
    await using echo = await startScript("echo", ["tcp:0:interface=127.0.0.1"]);
    const through = (login: string): string =>
      `proxy:127.0.0.1:${String(proxy.port)}${login}:tcp:127.0.0.1:${String(echo.port)}`;
    expect((await talk(through(":user=alice:password=wonderland"))).stdout.toString()).toBe("hello\n");
    const refused = await talk(through(":user=alice:password=looking-glass"));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^[^\n]*\b40[17]\b[^\n]*\n$/);
    expect(refused.stderr).not.toMatch(/looking-glass/);
  });
});

async function startProxy(folder: TemporaryFolder, ...more: string[]) {
  const port = await freePort();
  const file = folder.file("tinyproxy.conf");
  const lines = [
    `Port ${String(port)}`,
    "Listen 127.0.0.1",
    "Timeout 30",
    "LogLevel Connect",
    "Allow 127.0.0.1",
    ...more,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const program = new RunningProgram("tinyproxy", ["-d", "-c", file]);
  (await connectWhenReady(port)).destroy();
  return { program, port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

function talk(endpoint: string): Promise<ProgramEnd> {
  return runProgram(process.execPath, [scriptPath("talk"), endpoint, "hello"]);
}
