import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Address, ipAddress, Logger, LogPublisher } from "@twist/core";
import { type Service, isServiceMaker, type ServiceContext } from "@twist/core/application";
import { MemoryReactor, type StringTransport } from "@twist/core/testing";
import plugin from "../src/plugin.js";

const nothing = { listen: ["tcp:2525"], save: undefined, tlsKey: undefined, tlsCert: undefined, lmtp: false };

describe("twist smtp", () => {
  let folder: string;
  let reactor: MemoryReactor;
  let listening: [string, Address][];
  let printed: string[];
  let context: ServiceContext;
  let service: Service | undefined;
  let connected: StringTransport[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-smtp-"));
    reactor = new MemoryReactor();
    listening = [];
    printed = [];
    service = undefined;
    connected = [];
    context = {
      reactor,
      log: new Logger("twist.smtp", new LogPublisher()),
      checkers: [],
      listening: (scheme, address) => listening.push([scheme, address]),
      print: (line) => printed.push(line),
    };
  });

  afterEach(async () => {
    for (const transport of connected) transport.end();
    await service?.stopService();
    await rm(folder, { recursive: true });
  });

  async function start(options: Partial<Parameters<typeof plugin.makeService>[0]> = {}): Promise<void> {
    service = await plugin.makeService({ ...nothing, ...options }, context);
    await service.startService();
  }

  function connect(peer?: Address): StringTransport {
    const { transport } = reactor.ports[0]!.accept(peer)!;
    connected.push(transport);
    return transport;
  }

  /** Real files take real turns of the event loop: as many as it takes. */
  async function say(transport: StringTransport, text: string, until: RegExp): Promise<string> {
    transport.deliver(text);
    let answer = transport.takeText();
    while (!until.test(answer)) {
      await stat(folder);
      answer += transport.takeText();
    }
    return answer;
  }

  const message = (content: string, recipients = ["bob@example.org"]): string =>
    [
      "EHLO laptop.example",
      "MAIL FROM:<ada@example.org>",
      ...recipients.map((recipient) => `RCPT TO:<${recipient}>`),
      `DATA\r\n${content}\r\n.\r\n`,
    ].join("\r\n");

  it("is a service maker", () => {
    expect(isServiceMaker(plugin)).toBe(true);
  });

  it("takes a message for anybody, and prints a line about it", async () => {
    await start();
    await say(connect(), message("To: all\r\nSubject: Hello,\r\n world\r\n\r\nHi"), /250 2\.0\.0/);
    expect(printed).toEqual(['<ada@example.org> to <bob@example.org> "Hello, world" 40 bytes']);
    expect(listening.map(([scheme]) => scheme)).toEqual(["smtp"]);
  });

  it("saves it with --save, in a directory that it makes, and says where", async () => {
    const save = join(folder, "new", "mails");
    await start({ save });
    await say(connect(), message("Subject: x\r\n\r\n..Hi"), /250 2\.0\.0/);
    const [name = "", ...more] = await readdir(save);
    expect(more).toEqual([]);
    expect(printed).toEqual([`<ada@example.org> to <bob@example.org> "x" 19 bytes ${join(save, name)}`]);
    expect(await readFile(join(save, name), "latin1")).toMatch(
      /^Return-Path: <ada@example\.org>\r\nReceived: from laptop\.example [^]*\r\nSubject: x\r\n\r\n\.Hi\r\n$/,
    );
  });

  it("decodes a subject, and lets none of it reach the terminal as it is", async () => {
    await start();
    const subject = "=?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?q?_=E9_=1B[31m?= =?x-none?q?a?= \x1b]0;title\x07";
    await say(connect(), message(`Subject: ${subject}\r\n\r\n`), /250 2\.0\.0/);
    expect(printed[0]).toContain('"Grüße é \\x1b[31m=?x-none?q?a?= \\x1b]0;title\\x07"');
  });

  it("shows a message without a subject, without a header, and with a header beyond what it looks at", async () => {
    await start();
    const transport = connect();
    await say(transport, message("\r\nSubject: of the body"), /250 2\.0\.0/);
    await say(transport, message("no header at all"), /250 2\.0\.0/);
    await say(transport, message(`X-Long: ${"x".repeat(70_000)}\r\nSubject: far away\r\n\r\n`), /250 2\.0\.0/);
    expect(printed.map((line) => /".*" \d+/.exec(line)?.[0])).toEqual(['"" 24', '"" 18', '"" 70033']);
  });

  it("names the first recipients, and counts the others", async () => {
    await start();
    const recipients = Array.from({ length: 120 }, (_, index) => `u${String(index)}@example.org`);
    await say(connect(), message("Subject: many\r\n\r\n", recipients), /250 2\.0\.0/);
    expect(printed[0]).toContain("<u4@example.org> and 115 more");
  });

  it("takes what servers on the net refuse: bare line ends and messages that were round and round", async () => {
    await start();
    const hops = "Received: from a by b\r\n".repeat(200);
    await say(connect(), message(`${hops}Subject: x\n\nbare\nLFs`), /250 2\.0\.0/);
    expect(printed).toHaveLength(1);
  });

  it("logs in everybody from this machine, and asks nobody to", async () => {
    await start();
    const local = connect(ipAddress("tcp", "127.0.0.1", 40_000));
    const offered = await say(local, "EHLO laptop.example\r\n", /250 /);
    expect(offered).toMatch(/^250.AUTH .*PLAIN LOGIN|^250.AUTH .*LOGIN PLAIN/m);
    const plain = Buffer.from("\0ada\0whatever").toString("base64");
    expect(await say(local, `AUTH PLAIN ${plain}\r\n`, /\r\n/)).toMatch(/^235 /);
    const bearer = Buffer.from("n,a=ada,\x01auth=Bearer token\x01\x01").toString("base64");
    const other = connect(ipAddress("tcp", "::1", 40_000));
    await say(other, "EHLO laptop.example\r\n", /250 /);
    expect(await say(other, `AUTH OAUTHBEARER ${bearer}\r\n`, /\r\n/)).toMatch(/^235 /);
    await say(local, message("Subject: x\r\n\r\n"), /250 2\.0\.0/);
    expect(printed).toHaveLength(1);
  });

  it("offers no login in clear to other machines", async () => {
    await start();
    expect(await say(connect(), "EHLO laptop.example\r\n", /250 /)).not.toMatch(/AUTH/);
  });

  it("offers STARTTLS with --tls-key and --tls-cert", async () => {
    const certificates = new URL("../../core/test/fixtures/tls/", import.meta.url);
    await start({
      tlsKey: fileURLToPath(new URL("localhost.key", certificates)),
      tlsCert: fileURLToPath(new URL("localhost.pem", certificates)),
    });
    expect(await say(connect(), "EHLO laptop.example\r\n", /250 /)).toMatch(/^250.STARTTLS/m);
  });

  it("speaks LMTP with --lmtp", async () => {
    await start({ lmtp: true });
    const transport = connect();
    expect(await say(transport, "LHLO laptop.example\r\n", /250 /)).toMatch(/LMTP/);
    expect(listening.map(([scheme]) => scheme)).toEqual(["lmtp"]);
  });

  it("answers that it can't now where a message can't be saved", async () => {
    const save = join(folder, "mails");
    await start({ save });
    await rm(save, { recursive: true });
    expect(await say(connect(), message("Subject: x\r\n\r\n"), /\r\n4\d\d /)).toMatch(/451 /);
    expect(printed).toEqual([]);
  });

  it("says what is wrong with its options", async () => {
    await expect(start({ tlsKey: "key.pem" })).rejects.toMatchObject({ code: "BAD_OPTION" });
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(start({ save: file })).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(file),
    });
  });
});
