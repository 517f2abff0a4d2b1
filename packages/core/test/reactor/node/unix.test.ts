import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import {
  CannotListenError,
  ConnectError,
  ConnectionDone,
  ConnectionRefusedError,
} from "../../../src/transport/connection-errors.js";
import { recorders, stopLater } from "./ports.js";

const reactor = new NodeReactor();
const onUNIX = process.platform === "win32" ? describe.skip : describe;

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "twist-"));
  path = join(folder, "socket");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Leaves a socket file behind that nobody listens on, as a server does that was killed. */
async function leaveStaleSocket(): Promise<void> {
  const script = join(folder, "dies.cjs");
  writeFileSync(
    script,
    `require("node:net").createServer().listen(process.argv[2], () => process.kill(process.pid, "SIGKILL"))`,
  );
  await once(fork(script, [path]), "exit");
  expect(statSync(path).isSocket()).toBe(true);
}

onUNIX("UNIX sockets", () => {
  it("carry bytes, close in good order and know their path", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenUNIX(path, factory));
    expect(port.address).toEqual({ type: "unix", path });
    const client = await reactor.connectUNIX(path, recorders());
    const server = await factory.first();
    expect(client.transport.peer).toEqual({ type: "unix", path });
    expect(server.transport.peer).toEqual({ type: "unix" });
    expect(server.transport.host).toEqual({ type: "unix", path });
    client.transport.write("hello");
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.text).toBe("hello");
  });

  it("have mode 0600 by default, and the mode that is asked for, whatever the umask", async () => {
    const port = await reactor.listenUNIX(path, recorders());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await port.stopListening();
    const previous = process.umask(0o077);
    const open = stopLater(await reactor.listenUNIX(path, recorders(), { mode: 0o666 }));
    expect(process.umask(previous)).toBe(0o077);
    expect(open.address).toEqual({ type: "unix", path });
    expect(statSync(path).mode & 0o777).toBe(0o666);
  });

  it("remove their file when they stop", async () => {
    const port = await reactor.listenUNIX(path, recorders());
    await port.stopListening();
    expect(existsSync(path)).toBe(false);
  });

  it("replace a file that nobody listens on any more", async () => {
    await leaveStaleSocket();
    stopLater(await reactor.listenUNIX(path, recorders()));
    const client = await reactor.connectUNIX(path, recorders());
    client.transport.abortConnection();
  });

  it("leave a file alone that somebody listens on", async () => {
    stopLater(await reactor.listenUNIX(path, recorders()));
    const failure = reactor.listenUNIX(path, recorders());
    await expect(failure).rejects.toBeInstanceOf(CannotListenError);
    const client = await reactor.connectUNIX(path, recorders());
    client.transport.abortConnection();
  });

  it("never remove a file that is no socket", async () => {
    writeFileSync(path, "precious");
    const failure = reactor.listenUNIX(path, recorders());
    await expect(failure).rejects.toThrow(/a file is there that is no socket/);
    expect(statSync(path).isFile()).toBe(true);
  });

  it("say what to do where the folder is missing", async () => {
    await expect(reactor.listenUNIX(join(folder, "missing", "socket"), recorders())).rejects.toBeInstanceOf(
      CannotListenError,
    );
  });

  it("say so where nobody listens", async () => {
    await expect(reactor.connectUNIX(path, recorders())).rejects.toBeInstanceOf(ConnectError);
    await leaveStaleSocket();
    chmodSync(path, 0o600);
    await expect(reactor.connectUNIX(path, recorders())).rejects.toBeInstanceOf(ConnectionRefusedError);
  });

  it("refuse paths that are empty, abstract or too long", () => {
    for (const bad of ["", "\0abstract", join(folder, "x".repeat(200))]) {
      expect(() => reactor.listenUNIX(bad, recorders())).toThrow(RangeError);
      expect(() => reactor.connectUNIX(bad, recorders())).toThrow(RangeError);
    }
  });
});
