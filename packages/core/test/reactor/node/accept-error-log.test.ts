import { afterAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";
import { Clock } from "../../../src/reactor/clock.js";
import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { AcceptErrorLog } from "../../../src/reactor/node/accept-error-log.js";
import { closed } from "./closed.js";
import { CompiledSources } from "./compiled-sources.js";

describe("AcceptErrorLog", () => {
  it("reports once a second, with a count of what it kept to itself", () => {
    const events: LogEvent[] = [];
    const forget = logPublisher.addObserver((event) => events.push(event));
    const clock = new Clock();
    const errors = new AcceptErrorLog("127.0.0.1:80", clock);
    for (let count = 0; count < 1000; count++) errors.add(new Error("EMFILE"));
    clock.advance(1000);
    errors.add(new Error("EMFILE"));
    forget();
    expect(events.map(({ fields }) => fields["unreported"])).toEqual([0, 999]);
  });
});

const onPOSIX = process.platform === "win32" ? describe.skip : describe;

onPOSIX("a process without a free file descriptor", () => {
  const compiled = new CompiledSources();
  let onTestEnd = (): unknown => undefined;
  afterAll(() => {
    onTestEnd();
    rmSync(compiled.folder, { recursive: true });
  });

  it("refuses connections, and accepts again once descriptors are free", async () => {
    const program = compiled.write(
      "server.js",
      `
      import { closeSync, openSync } from "node:fs";
      import { createInterface } from "node:readline";
      import { reactor } from "./reactor/node/reactor.js";
      import { Factory } from "./protocol/factory.js";
      import { Protocol } from "./protocol/protocol.js";
      class Echo extends Protocol { dataReceived(data) { this.transport.write(data); } }
      const port = await reactor.listenTCP(0, Factory.forProtocol(Echo), { interface: "127.0.0.1" });
      console.log(port.address.port);
      const taken = [];
      createInterface(process.stdin).on("line", (line) => {
        if (line === "take") try { for (;;) taken.push(openSync("/dev/null")); } catch (error) { console.log(error.code); }
        if (line === "free") { for (const fd of taken) closeSync(fd); console.log("free"); }
      });
      `,
    );
    const child = spawn("sh", ["-c", 'ulimit -n 64; exec "$0" "$1"', process.execPath, program], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestEnd = () => child.kill("SIGKILL");
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const nextLine = async (): Promise<string> => String((await lines.next()).value);
    const port = Number(await nextLine());
    child.stdin.write("take\n");
    expect(await nextLine()).toBe("EMFILE");
    expect(await talk(port)).toBe("");
    expect(await talk(port)).toBe("");
    child.stdin.write("free\n");
    expect(await nextLine()).toBe("free");
    expect(await talk(port)).toBe("hello");
  });
});

/** What an echo server answers; empty where it closes the connection. */
async function talk(port: number): Promise<string> {
  const socket = net.connect({ port, host: "127.0.0.1" });
  socket.write("hello");
  let answer = "";
  socket.on("data", (data) => {
    answer += String(data);
    socket.end();
  });
  await closed(socket);
  return answer;
}
