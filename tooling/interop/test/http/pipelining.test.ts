import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { serveSampleSite } from "../../src/sample-site.js";

const get = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

describeWith(["nc", "socat"], "twist http, with raw requests", () => {
  it("answers pipelined requests in order, through nc", async () => {
    await using site = await serveSampleSite();
    const input = get("/hello.txt") + get("/nothing") + get("/files/one.txt", "Connection: close\r\n");
    const { stdout } = await runProgram("nc", ["127.0.0.1", String(site.twist.port)], { input });
    const statuses = [...stdout.toString().matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => match[1]);
    expect(statuses).toEqual(["200", "404", "200"]);
    expect(stdout.toString()).toMatch(/\r\n\r\n1$/);
  });

  it("answers a thousand pipelined requests, and all of them to a peer that has closed its side", async () => {
    await using site = await serveSampleSite();
    const input = get("/files/one.txt").repeat(999) + get("/files/one.txt", "Connection: close\r\n");
    const address = `TCP:127.0.0.1:${String(site.twist.port)}`;
    const { stdout } = await runProgram("socat", ["-t", "20", "-", address], { input });
    expect(stdout.toString().match(/HTTP\/1\.1 200 OK\r\n/g)).toHaveLength(1_000);
  });

  it("says 400 to what is no HTTP, and closes", async () => {
    await using site = await serveSampleSite();
    const { stdout } = await runProgram("nc", ["127.0.0.1", String(site.twist.port)], {
      input: "\x16\x03\x01 hello\r\n\r\n",
    });
    expect(stdout.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(stdout.toString()).toMatch(/^connection: close\r$/im);
  });
});
