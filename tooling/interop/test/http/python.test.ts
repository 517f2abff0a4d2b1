import { createHash } from "node:crypto";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { serveSampleSite } from "../../src/sample-site.js";

const script = `
import hashlib, http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
for method, path in [("GET", "/hello.txt"), ("HEAD", "/hello.txt"), ("GET", "/nothing"), ("GET", "/files/one.txt")]:
    connection.request(method, path)
    response = connection.getresponse()
    print(method, path, response.status, response.getheader("content-length"), len(response.read()) > 0)
port = connection.sock.getsockname()[1]
connection.request("GET", "/big.bin")
response = connection.getresponse()
print(hashlib.sha256(response.read()).hexdigest(), connection.sock.getsockname()[1] == port)
connection.close()
`;

describeWith(["python3"], "twist http, driven by Python's http.client", () => {
  it("answers one request after another on one connection", async () => {
    await using site = await serveSampleSite();
    const { stdout, stderr } = await runProgram("python3", ["-", String(site.twist.port)], { input: script });
    expect(stderr).toBe("");
    const lines = stdout.toString().trim().split("\n");
    expect(lines[0]).toBe(`GET /hello.txt 200 14 True`);
    expect(lines[1]).toBe("HEAD /hello.txt 200 14 False");
    expect(lines[2]).toMatch(/^GET \/nothing 404 \d+ True$/);
    expect(lines[3]).toBe("GET /files/one.txt 200 1 True");
    expect(lines[4]).toBe(`${createHash("sha256").update(site.big).digest("hex")} True`);
  });
});
