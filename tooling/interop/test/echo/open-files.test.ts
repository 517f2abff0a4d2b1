import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { RunningProgram } from "../../src/running-program.js";
import { scriptPath } from "../../src/twist.js";

/** Enough for Node to load the program with, and few enough to run out of. */
const limit = 250;

describeWith(["sh"], "a server that runs out of file descriptors", () => {
  it("drops what it can't take, goes on listening, and serves again once some are free", async () => {
    const command = `ulimit -n ${String(limit)}; exec "$0" "$@"`;
    const server = [process.execPath, scriptPath("echo"), "tcp:0:interface=127.0.0.1"];
    await using program = new RunningProgram("sh", ["-c", command, ...server]);
    const port = Number((await program.line(/^listening script \S+:(\d+)$/))[1]);
    const sockets = await Promise.all(Array.from({ length: limit * 2 }, () => open(port)));
    await Promise.race(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    for (const socket of sockets) socket.destroy();
    const socket = await open(port);
    socket.write("still there?");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toBe("still there?");
    socket.destroy();
    expect(await program.stop()).toMatchObject({ code: 0 });
  });
});

/** The kernel accepts before the server does, so a connection that is dropped has been open for a moment. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}
