import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { ConnectionDone } from "../../../src/transport/connection-errors.js";
import { CompiledSources } from "./compiled-sources.js";
import { RecordingFactory } from "./ports.js";
import { Recorder } from "./recorder.js";

const reactor = new NodeReactor();
const compiled = new CompiledSources();
afterAll(() => {
  rmSync(compiled.folder, { recursive: true });
});

const stdioEcho = compiled.write(
  "stdio-echo.js",
  `
  import { reactor } from "./reactor/node/reactor.js";
  import { Protocol } from "./protocol/protocol.js";
  class Echo extends Protocol {
    dataReceived(data) { this.transport.write(data); }
    connectionLost(reason) { console.error(reason.code); }
  }
  reactor.openStdio(new Echo());
  `,
);

async function output(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

describe("openStdio", () => {
  it("serves a parent process that speaks through pipes, and ends with it", async () => {
    const factory = new RecordingFactory(() => new Recorder());
    const client = await reactor.connectProcess(process.execPath, factory, {
      args: [stdioEcho],
      childFDs: { 2: "ignore" },
    });
    client.transport.write("hello");
    await client.receives("hello");
    expect(client.transport.peer).toMatchObject({ type: "pipe" });
    client.transport.write(Buffer.alloc(2_000_000, 65));
    await client.until(() => client.byteCount === 2_000_005);
    client.transport.loseConnection();
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(factory.stopped).toBe(1);
  });

  it("reads a file to its end and writes into a file", async () => {
    const [input, result] = [join(compiled.folder, "input"), join(compiled.folder, "result")];
    writeFileSync(input, "from a file");
    const [from, to] = [openSync(input, "r"), openSync(result, "w")];
    const child = spawn(process.execPath, [stdioEcho], { stdio: [from, to, "pipe"] });
    const said = output(child.stderr);
    await once(child, "exit");
    closeSync(from);
    closeSync(to);
    expect(readFileSync(result, "utf8")).toBe("from a file");
    expect(await said).toBe("CONNECTION_DONE\n");
  });

  it("keeps the numbers of the standard streams out of other hands once they are closed", async () => {
    const program = compiled.write(
      "closed-stdio.js",
      `
      import { openSync } from "node:fs";
      import { reactor } from "./reactor/node/reactor.js";
      import { Protocol } from "./protocol/protocol.js";
      class Once extends Protocol {
        connectionMade() { this.transport.write("bye"); this.transport.loseConnection(); }
        connectionLost() { setImmediate(() => console.error(openSync("/dev/null") > 2)); }
      }
      reactor.openStdio(new Once());
      `,
    );
    const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.end();
    expect(await Promise.all([output(child.stdout), output(child.stderr)])).toEqual(["bye", "true\n"]);
  });
});

const onPOSIX = process.platform === "win32" ? describe.skip : describe;

onPOSIX("adopted descriptors", () => {
  it("accept connections on a listening socket", async () => {
    const program = compiled.write(
      "adopt-listening.js",
      `
      import { reactor } from "./reactor/node/reactor.js";
      import { Factory } from "./protocol/factory.js";
      import { Protocol } from "./protocol/protocol.js";
      class Greeter extends Protocol { connectionMade() { this.transport.write("adopted"); this.transport.loseConnection(); } }
      const port = await reactor.adoptListeningFD(3, Factory.forProtocol(Greeter));
      console.log(JSON.stringify(port.address));
      `,
    );
    const listening = net.createServer().listen(0, "127.0.0.1");
    await once(listening, "listening");
    const { port } = listening.address() as net.AddressInfo;
    const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit", fd] });
    const { stdout } = child;
    if (stdout === null) throw new Error("no pipe");
    const [line] = (await once(stdout, "data")) as [Buffer];
    expect(JSON.parse(String(line))).toEqual({ type: "tcp", family: 4, host: "127.0.0.1", port });
    // Only the child accepts from here on.
    listening.close();
    const socket = net.connect({ port, host: "127.0.0.1" });
    expect(await output(socket)).toBe("adopted");
    child.kill();
    await once(child, "exit");
  });

  it("speak on a connected socket", async () => {
    const program = compiled.write(
      "adopt-connection.js",
      `
      import { reactor } from "./reactor/node/reactor.js";
      import { Protocol } from "./protocol/protocol.js";
      class Echo extends Protocol { dataReceived(data) { this.transport.write("echo " + data); this.transport.loseConnection(); } }
      reactor.adoptConnectionFD(3, new Echo());
      `,
    );
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "inherit", "inherit", "pipe"] });
    const socket = child.stdio[3] as net.Socket;
    socket.write("hello");
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(String(data)).toBe("echo hello");
    socket.end();
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
  });

  it("are refused where they are no socket, pipe or terminal", () => {
    const fd = openSync(process.execPath, "r");
    expect(() => reactor.adoptConnectionFD(fd, new Recorder())).toThrow(TypeError);
    closeSync(fd);
  });

  it("fail where there is no listening socket", async () => {
    const fd = openSync(process.execPath, "r");
    const failure = reactor.adoptListeningFD(fd, new RecordingFactory(() => new Recorder()));
    await expect(failure).rejects.toThrow(/Cannot listen on descriptor/);
    closeSync(fd);
  });
});
