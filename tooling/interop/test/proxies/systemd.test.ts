import { text } from "node:stream/consumers";
import { expect, it } from "@jest/globals";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { RunningProgram, runProgram } from "../../src/running-program.js";
import { scriptPath } from "../../src/twist.js";

describeWith(["systemd-socket-activate"], "systemd: endpoints, under systemd-socket-activate", () => {
  it.each(["systemd", "systemd:index=0", "systemd:name=web"])(
    "%s serves on the socket that it was given",
    async (endpoint) => {
      const port = await freePort();
      const activation = ["-l", `127.0.0.1:${String(port)}`, "--fdname=web"];
      await using program = new RunningProgram("systemd-socket-activate", [
        ...activation,
        ...[process.execPath, scriptPath("peer"), endpoint],
      ]);
      const socket = await connectWhenReady(port);
      expect(await text(socket)).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:${String(port)}\\n$`));
      await program.line(new RegExp(`^listening script 127\\.0\\.0\\.1:${String(port)}$`));
      expect(await program.stop()).toMatchObject({ code: 0 });
    },
  );

  it("says in one line that there is no such socket", async () => {
    const { code, stderr } = await runProgram(process.execPath, [scriptPath("peer"), "systemd"]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/systemd passed no sockets to this process/);
  });
});
