/** One echo, unchanged over every transport, driven by the programs that people have for each. */
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { RunningProgram, runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";
import { scriptPath, startScript } from "../../src/twist.js";

const tcp = "tcp:0:interface=127.0.0.1";

describeWith(["socat"], "the echo, driven by socat", () => {
  it("echoes over TCP, and sends the last of it before it closes", async () => {
    await using echo = await startScript("echo", [tcp]);
    const sent = "x".repeat(1_000_000);
    const { code, stdout } = await runProgram("socat", ["-t", "10", "-", `TCP:127.0.0.1:${String(echo.port)}`], {
      input: sent,
    });
    expect(code).toBe(0);
    expect(stdout.toString() === sent).toBe(true);
  });

  it("echoes over a UNIX socket, whose file is gone when it has stopped", async () => {
    using folder = new TemporaryFolder();
    const path = folder.file("echo.sock");
    await using echo = await startScript("echo", [`unix:${path}`]);
    expect(echo.addresses).toEqual([`unix:${path}`]);
    const { stdout } = await runProgram("socat", ["-t", "10", "-", `UNIX-CONNECT:${path}`], { input: "over a file\n" });
    expect(stdout.toString()).toBe("over a file\n");
    expect(await echo.program.stop()).toMatchObject({ code: 0 });
    expect(await runProgram("test", ["!", "-e", path])).toMatchObject({ code: 0 });
  });

  it("echoes over TLS", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using echo = await startScript("echo", [`tls:0:interface=127.0.0.1:${certificate.options}`]);
    const address = `OPENSSL:localhost:${String(echo.port)},cafile=${certificate.cert},pf=ip4`;
    const { stdout, stderr } = await runProgram("socat", ["-t", "10", "-", address], { input: "in private\n" });
    expect(stderr).toBe("");
    expect(stdout.toString()).toBe("in private\n");
  });

  it("echoes on standard input and output", async () => {
    await using child = new RunningProgram(process.execPath, [scriptPath("echo"), "stdio"], { keepInput: true });
    child.child.stdin?.write("through a pipe\n");
    await child.line(/^through a pipe$/);
    expect(child.stdout).toBe("through a pipe\n");
    child.child.stdin?.end();
    expect(await child.end()).toMatchObject({ code: 0, signal: null });
  });

  it("closes standard output on SIGTERM, and ends well once standard input is closed too", async () => {
    await using child = new RunningProgram(process.execPath, [scriptPath("echo"), "stdio"], { keepInput: true });
    await child.line(/^listening script stdio$/);
    const closed = new Promise((resolve) => child.child.stdout?.once("end", resolve));
    child.child.kill("SIGTERM");
    await closed;
    child.child.stdin?.end();
    expect(await child.end()).toMatchObject({ code: 0, signal: null });
  });

  it("echoes as socat's child process, on a pair of sockets and on a terminal", async () => {
    for (const options of ["", ",pty,raw,echo=0"]) {
      const address = `EXEC:"${process.execPath} ${scriptPath("echo")} stdio"${options}`;
      await using parent = new RunningProgram("socat", ["-", address], { keepInput: true });
      await parent.line(/^listening script stdio$/);
      parent.child.stdin?.write("from the parent\n");
      await parent.line(/^from the parent$/);
    }
  });
});

describeWith(["nc"], "the echo, driven by nc", () => {
  it("echoes over TCP", async () => {
    await using echo = await startScript("echo", [tcp]);
    const { code, stdout } = await runProgram("nc", ["-N", "127.0.0.1", String(echo.port)], {
      input: "hello\nthere\n",
    });
    expect(stdout.toString()).toBe("hello\nthere\n");
    expect(code).toBe(0);
  });

  it("echoes over a UNIX socket", async () => {
    using folder = new TemporaryFolder();
    await using echo = await startScript("echo", [`unix:${folder.file("echo.sock")}`]);
    expect(echo.schemes).toEqual(["script"]);
    const { stdout } = await runProgram("nc", ["-N", "-U", folder.file("echo.sock")], { input: "hello\n" });
    expect(stdout.toString()).toBe("hello\n");
  });
});

describeWith(["openssl"], "TLS, driven by openssl s_client", () => {
  it.each(["-tls1_2", "-tls1_3"])("echoes with %s, with a certificate that openssl verifies", async (version) => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using echo = await startScript("echo", [`tls:0:interface=127.0.0.1:${certificate.options}`]);
    await using client = new RunningProgram(
      "openssl",
      clientArguments(echo.port, [
        "-CAfile",
        certificate.cert,
        "-verify_return_error",
        "-verify_hostname",
        "localhost",
        version,
      ]),
      { keepInput: true },
    );
    await client.line(/Verify return code: 0 \(ok\)/);
    client.child.stdin?.write("in private\n");
    await client.line(/^in private$/);
  });

  it("refuses TLS 1.1", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using echo = await startScript("echo", [`tls:0:interface=127.0.0.1:${certificate.options}`]);
    const { code, stderr } = await runProgram(
      "openssl",
      clientArguments(echo.port, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]),
    );
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/alert protocol version/);
  });

  it("agrees on a protocol by ALPN", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using echo = await startScript("echo", [
      `tls:0:interface=127.0.0.1:alpn=echo/2,echo/1:${certificate.options}`,
    ]);
    await using client = new RunningProgram("openssl", clientArguments(echo.port, ["-alpn", "echo/1"]), {
      keepInput: true,
    });
    await client.line(/ALPN protocol: echo\/1/);
  });

  it("starts TLS on a live connection, as SMTP does", async () => {
    using folder = new TemporaryFolder();
    const { key, cert } = await makeCertificate(folder.path);
    await using server = await startScript("starttls", ["0", key, cert]);
    const args = clientArguments(server.port, ["-starttls", "smtp", "-CAfile", cert, "-verify_return_error", "-crlf"]);
    await using client = new RunningProgram("openssl", args, { keepInput: true });
    await client.line(/Verify return code: 0 \(ok\)/);
    client.child.stdin?.write("a secret\n");
    await client.line(/^you said: a secret\r?$/);
  });
});

function clientArguments(port: number, more: readonly string[]): string[] {
  return ["s_client", "-connect", `localhost:${String(port)}`, "-4", ...more];
}
