import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { describe, expect, it } from "@jest/globals";
import { startTwist } from "../../src/twist.js";

const args = ["http", "--listen", "tcp:0:interface=127.0.0.1", "--root", tmpdir()];

describe("twist, told to stop", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("stops with 0 on %s, and closes idle connections", async (signal) => {
    await using twist = await startTwist(args);
    const idle = connect(twist.port, "127.0.0.1");
    await once(idle, "connect");
    const closed = once(idle.resume(), "end");
    expect(await twist.program.stop(signal)).toMatchObject({ code: 0, signal: null });
    await closed;
  });

  it("waits on the first SIGINT for who is in the middle of something, and drops them on the second", async () => {
    await using twist = await startTwist([...args, "--grace-ms", "60000"]);
    const busy = connect(twist.port, "127.0.0.1");
    busy.on("error", () => undefined);
    await once(busy, "connect");
    // A request that isn't complete is in the middle of something.
    busy.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\nabc");
    const refused = async (): Promise<boolean> => {
      const next = connect(twist.port, "127.0.0.1");
      const outcome = await Promise.race([
        once(next, "connect").then(() => false),
        new Promise<boolean>((resolve) => next.once("error", () => resolve(true))),
      ]).catch(() => true);
      next.destroy();
      return outcome;
    };
    twist.program.child.kill("SIGINT");
    while (!(await refused()));
    expect(twist.program.child.exitCode).toBeNull();
    expect(await twist.program.stop("SIGINT")).toMatchObject({ code: 1, signal: null });
  });
});
