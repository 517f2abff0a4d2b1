/** Our client endpoints against servers that others wrote. */
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { RunningProgram, runProgram, type ProgramEnd } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";
import { scriptPath } from "../../src/twist.js";

const listensOn = /listening on \S+ \S+?:(\d+)$/;

describeWith(["socat", "openssl"], "our client endpoints, against socat", () => {
  it("tcp: speaks with a server, by its name", async () => {
    await using server = socat("TCP-LISTEN:0,bind=127.0.0.1");
    const port = (await server.line(listensOn))[1] ?? "";
    expect(await talk(`tcp:localhost:${port}`)).toMatchObject({ code: 0, stderr: "" });
  });

  it("unix: speaks with a server", async () => {
    using folder = new TemporaryFolder();
    await using server = socat(`UNIX-LISTEN:${folder.file("s")}`);
    await server.line(/listening on/);
    const { stdout } = await talk(`unix:${folder.file("s")}`);
    expect(stdout.toString()).toBe("hello\n");
  });

  it("tls: verifies the server's certificate, and says why it won't have one", async () => {
    using folder = new TemporaryFolder();
    const { key, cert } = await makeCertificate(folder.path);
    await using server = socat(`OPENSSL-LISTEN:0,bind=127.0.0.1,fork,key=${key},cert=${cert},verify=0`);
    const port = (await server.line(listensOn))[1] ?? "";
    const well = await talk(`tls:localhost:${port}:ca=${cert}`);
    expect(well).toMatchObject({ code: 0, stderr: "" });
    expect(well.stdout.toString()).toBe("hello\n");
    const untrusted = await talk(`tls:localhost:${port}`);
    expect(untrusted.code).toBe(1);
    expect(untrusted.stderr).toMatch(/certificate/);
    const misnamed = await talk(`tls:localhost:${port}:ca=${cert}:server-name=elsewhere.example`);
    expect(misnamed.code).toBe(1);
    expect(misnamed.stderr).toMatch(/elsewhere\.example/);
  });

  it("process: speaks with a program that it starts", async () => {
    const { code, stdout } = await talk("process:cat");
    expect(stdout.toString()).toBe("hello\n");
    expect(code).toBe(0);
  });

  it("says in one line that nobody listens", async () => {
    const { code, stderr } = await talk("tcp:127.0.0.1:1");
    expect(code).toBe(1);
    expect(stderr).toBe("Nobody listens on 127.0.0.1:1.\n");
  });
});

/** An echo by socat that prints where it listens. */
function socat(address: string): RunningProgram {
  return new RunningProgram("socat", ["-d", "-d", address, "EXEC:cat"]);
}

function talk(endpoint: string): Promise<ProgramEnd> {
  return runProgram(process.execPath, [scriptPath("talk"), endpoint, "hello"]);
}
