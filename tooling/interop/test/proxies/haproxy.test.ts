import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "@jest/globals";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { RunningProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { startScript } from "../../src/twist.js";

describeWith(["haproxy"], "haproxy: endpoints, behind haproxy", () => {
  it.each(["send-proxy", "send-proxy-v2"])("knows the client's address from %s", async (header) => {
    using folder = new TemporaryFolder();
    await using server = await startScript("peer", ["haproxy:tcp:0:interface=127.0.0.1"]);
    const port = await freePort();
    writeFileSync(folder.file("haproxy.cfg"), configuration(port, server.port, header));
    await using proxy = new RunningProgram("haproxy", ["-db", "-f", folder.file("haproxy.cfg")]);
    const socket = await connectWhenReady(port);
    const client = socket.address() as AddressInfo;
    expect(await text(socket)).toBe(`127.0.0.1:${String(client.port)} to 127.0.0.1:${String(port)}\n`);
    expect(proxy.child.exitCode).toBeNull();
  });

  it("says nothing to who speaks without the header", async () => {
    await using server = await startScript("peer", ["haproxy:tcp:0:interface=127.0.0.1"]);
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let received = "";
    socket.on("data", (data: Buffer) => {
      received += data.toString();
    });
    await new Promise((resolve) => socket.once("close", resolve));
    expect(received).toBe("");
  });
});

function configuration(port: number, serverPort: number, header: string): string {
  return `
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
listen it
  bind 127.0.0.1:${String(port)}
  server one 127.0.0.1:${String(serverPort)} ${header}
`;
}
