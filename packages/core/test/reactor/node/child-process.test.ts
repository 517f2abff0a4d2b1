import { describe, expect, it } from "@jest/globals";
import { ProcessProtocol } from "../../../src/protocol/process-protocol.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { CannotSpawnError, ProcessExitedAlready } from "../../../src/transport/process-errors.js";
import type { ProcessExit } from "../../../src/transport/process-transport.js";
import { ConnectionDone } from "../../../src/transport/connection-errors.js";
import { Factory } from "../../../src/protocol/factory.js";
import { recorders } from "./ports.js";

const reactor = new NodeReactor();
const node = process.execPath;

class Child extends ProcessProtocol {
  readonly events: string[] = [];
  out = "";
  err = "";
  other = "";
  readonly ended: Promise<ProcessExit>;
  #resolveEnded: (exit: ProcessExit) => void = () => undefined;
  #waiting: (() => void)[] = [];

  constructor() {
    super();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async prints(text: string): Promise<void> {
    while (!this.out.includes(text)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  override connectionMade(): void {
    this.events.push("connectionMade");
  }

  override childDataReceived(fd: number, data: Buffer): void {
    if (fd > 2) this.other += `${String(fd)}:${String(data)}`;
    super.childDataReceived(fd, data);
  }

  override outReceived(data: Buffer): void {
    this.out += String(data);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  override errReceived(data: Buffer): void {
    this.err += String(data);
  }

  override childConnectionLost(fd: number): void {
    this.events.push(`lost ${String(fd)}`);
  }

  override processExited(): void {
    this.events.push("processExited");
  }

  override processEnded(exit: ProcessExit): void {
    this.events.push("processEnded");
    this.#resolveEnded(exit);
  }
}

const script = (text: string): readonly string[] => ["-e", text];

describe("spawnProcess", () => {
  it("talks with a child, and hears everything in order", async () => {
    const child = new Child();
    const transport = await reactor.spawnProcess(child, node, {
      args: script(
        "process.stdin.on('data', (data) => { process.stdout.write('out ' + data); process.stderr.write('err'); })",
      ),
    });
    expect(transport.pid).toBeGreaterThan(0);
    expect(transport.write("hello")).toBe(true);
    await child.prints("out hello");
    transport.closeStdin();
    expect(await child.ended).toEqual({ exitCode: 0, signal: undefined });
    expect(child.err).toBe("err");
    expect(child.events[0]).toBe("connectionMade");
    expect(child.events.at(-1)).toBe("processEnded");
    expect([...child.events].sort()).toEqual(
      ["connectionMade", "lost 0", "lost 1", "lost 2", "processEnded", "processExited"].sort(),
    );
    expect(transport.write("gone")).toBe(false);
  });

  it("gives the exit code, and the signal that killed it", async () => {
    const coded = new Child();
    await reactor.spawnProcess(coded, node, { args: script("process.exit(7)") });
    expect(await coded.ended).toEqual({ exitCode: 7, signal: undefined });
    const killed = new Child();
    const transport = await reactor.spawnProcess(killed, node, {
      args: script("console.log('up'); setInterval(() => {}, 1000)"),
    });
    await killed.prints("up");
    transport.signalProcess("SIGTERM");
    expect(await killed.ended).toMatchObject(
      process.platform === "win32" ? {} : { exitCode: undefined, signal: "SIGTERM" },
    );
    expect(() => {
      transport.signalProcess("SIGTERM");
    }).toThrow(ProcessExitedAlready);
  });

  it("kills the child when its signal aborts", async () => {
    const child = new Child();
    const controller = new AbortController();
    await reactor.spawnProcess(child, node, { args: script("setInterval(() => {}, 1000)"), signal: controller.signal });
    controller.abort();
    expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
    const never = new Child();
    const refused = reactor.spawnProcess(never, node, { signal: AbortSignal.abort(new Error("too late")) });
    await expect(refused).rejects.toThrow("too late");
    expect(never.events).toEqual([]);
  });

  it("gives the environment whole, the folder and the arguments as they are", async () => {
    const child = new Child();
    await reactor.spawnProcess(child, node, {
      args: [
        "-e",
        "console.log(JSON.stringify([process.env.WHO, process.env.HOME, process.cwd(), process.argv[1]]))",
        "$x *",
      ],
      env: { WHO: "me" },
      cwd: "/",
    });
    await child.ended;
    const [who, home, cwd, argument] = JSON.parse(child.out) as unknown[];
    expect([who, argument]).toEqual(["me", "$x *"]);
    if (process.platform !== "win32") expect([home, cwd]).toEqual([null, "/"]);
  });

  it("passes further descriptors both ways", async () => {
    const child = new Child();
    const transport = await reactor.spawnProcess(child, node, {
      args: script(
        "const fs = require('fs'); const buffer = Buffer.alloc(5); fs.readSync(3, buffer); fs.writeSync(4, buffer + '!')",
      ),
      childFDs: { 0: "ignore", 1: "read", 2: "inherit", 3: "write", 4: "read" },
    });
    transport.writeToChild(3, "fives");
    await child.ended;
    expect(child.other).toBe("4:fives!");
  });

  it("lets the child wait while reading is paused, and drops nothing", async () => {
    const child = new Child();
    const transport = await reactor.spawnProcess(child, node, {
      args: script("process.stdout.write('x'.repeat(1_000_000))"),
    });
    transport.pauseReading();
    await new Promise(setImmediate);
    const before = child.out.length;
    await new Promise(setImmediate);
    expect(child.out.length).toBe(before);
    transport.resumeReading();
    await child.ended;
    expect(child.out).toHaveLength(1_000_000);
  });

  it("closes all pipes with loseConnection, at which most programs end", async () => {
    const child = new Child();
    const transport = await reactor.spawnProcess(child, node, { args: script("process.stdin.resume()") });
    transport.loseConnection();
    expect(await child.ended).toMatchObject({ exitCode: 0 });
  });

  it("says so where there is no such program", async () => {
    const child = new Child();
    const failure = reactor.spawnProcess(child, "/no/such/program");
    await expect(failure).rejects.toBeInstanceOf(CannotSpawnError);
    await expect(failure).rejects.toThrow(/there is no such program/);
    expect(child.events).toEqual(["processEnded"]);
  });

  it("refuses impossible descriptors", () => {
    expect(() => reactor.spawnProcess(new Child(), node, { childFDs: { [-1]: "read" } })).toThrow(RangeError);
    expect(() => reactor.spawnProcess(new Child(), node, { childFDs: { 1000: "read" } })).toThrow(RangeError);
  });
});

describe("connectProcess", () => {
  it("speaks with a program as with any other peer", async () => {
    const factory = recorders();
    const client = await reactor.connectProcess(node, factory, { args: script("process.stdin.pipe(process.stdout)") });
    client.transport.write("hello");
    client.transport.loseWriteConnection();
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(client.text).toBe("hello");
    expect([factory.started, factory.stopped]).toEqual([1, 1]);
  });

  it("fails, and lets go of the factory, where there is no such program or the factory refuses", async () => {
    const factory = recorders();
    await expect(reactor.connectProcess("/no/such/program", factory)).rejects.toBeInstanceOf(CannotSpawnError);
    expect([factory.started, factory.stopped]).toEqual([1, 1]);
    const refusing = reactor.connectProcess(
      node,
      Factory.from(() => undefined),
      { args: script("process.stdin.resume()") },
    );
    await expect(refusing).rejects.toThrow(/refused/);
  });
});
