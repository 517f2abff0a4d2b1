import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Address, Logger, LogPublisher } from "@twist/core";
import { isServiceMaker, type Service, type ServiceContext, type TaskContext } from "@twist/core/application";
import { MemoryReactor, type StringTransport } from "@twist/core/testing";
import { QueueFolder } from "../src/queue/queue-folder.js";
import { nodeDisk } from "@twist/maildir";
import plugin from "../src/plugin.js";
import { refusal } from "./refusal.js";

type Options = Parameters<typeof plugin.makeService>[0];

describe("twist mail", () => {
  let folder: string;
  let reactor: MemoryReactor;
  let listening: [string, Address][];
  let printed: string[];
  let context: ServiceContext;
  let service: Service | undefined;
  let connected: StringTransport[];
  let nothing: Options;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-mail-"));
    await writeFile(
      join(folder, "users"),
      "ada:$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    );
    reactor = new MemoryReactor();
    [listening, printed, connected] = [[], [], []];
    service = undefined;
    context = {
      reactor,
      log: new Logger("twist.mail", new LogPublisher()),
      checkers: [],
      listening: (scheme, address) => listening.push([scheme, address]),
      print: (text) => printed.push(text),
    };
    nothing = {
      domain: ["home.example"],
      maildir: join(folder, "mail"),
      users: join(folder, "users"),
      smtp: [],
      submission: [],
      lmtp: [],
      tlsKey: undefined,
      tlsCert: undefined,
      aliases: undefined,
      hostname: undefined,
      separator: "+",
      queue: undefined,
      smarthost: undefined,
      smarthostUser: undefined,
      smarthostPassword: undefined,
      maxMessageSize: 100_000,
    };
  });

  afterEach(async () => {
    for (const transport of connected) transport.end();
    await service?.stopService();
    await rm(folder, { recursive: true });
  });

  async function start(options: Partial<Options>): Promise<void> {
    service = await plugin.makeService({ ...nothing, ...options }, context);
    await service.startService();
  }

  /** Real files take real turns of the event loop: as many as it takes. */
  async function say(text: string, until: RegExp): Promise<string> {
    const transport = reactor.ports[0]?.accept()?.transport;
    if (transport === undefined) throw new Error("nobody listens");
    connected.push(transport);
    transport.deliver(text);
    let answer = transport.takeText();
    while (!until.test(answer)) {
      await stat(folder);
      answer += transport.takeText();
    }
    return answer;
  }

  const message = (to: string): string =>
    `EHLO laptop\r\nMAIL FROM:<z@stranger.example>\r\nRCPT TO:<${to}>\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n.\r\n`;

  it("is a service maker", () => {
    expect(isServiceMaker(plugin)).toBe(true);
  });

  it("delivers into DIR/USER, for each endpoint under its scheme", async () => {
    await start({ smtp: ["tcp:25"], submission: ["tcp:587"], lmtp: ["tcp:24"] });
    expect(listening.map(([scheme]) => scheme)).toEqual(["smtp", "submission", "lmtp"]);
    const answer = await say(message("ada+x@home.example"), /250 2\.0\.0 Message accepted/);
    expect(answer).toMatch(/^220 home\.example ESMTP/);
    expect(answer).toContain("250-SIZE 100000");
    expect(await readdir(join(folder, "mail", "ada", "new"))).toHaveLength(1);
    expect((await stat(join(folder, "mail", ".queue"))).mode & 0o777).toBe(0o700);
  });

  it("reads aliases, and has other separators, names and domains", async () => {
    await writeFile(join(folder, "aliases"), "info: ada\n");
    const aliases = join(folder, "aliases");
    await start({
      smtp: ["tcp:25"],
      aliases,
      domain: ["home.example", "b.example"],
      separator: "-",
      hostname: "mx.home.example",
    });
    expect(await say(message("info-x@b.example"), /250 2\.0\.0 Message accepted/)).toMatch(/^220 mx\.home\.example/);
    const [name = ""] = await readdir(join(folder, "mail", "ada", "new"));
    expect(await readFile(join(folder, "mail", "ada", "new", name), "utf8")).toContain("Delivered-To: ada@b.example");
  });

  it.each([
    ["nothing to listen at", {}, /--smtp, --submission or --lmtp/],
    ["a key without a certificate", { smtp: ["tcp:25"], tlsKey: "k" }, /--tls-key and --tls-cert/],
    ["a domain that is none", { smtp: ["tcp:25"], domain: ["no domain"] }, /is no domain name/],
    ["a name that is none", { smtp: ["tcp:25"], hostname: "-" }, /is no domain name/],
    ["users that aren't there", { smtp: ["tcp:25"], users: "/nowhere" }, /--users: \/nowhere can't be read/],
    ["no users at all", { smtp: ["tcp:25"], users: undefined }, /--users FILE/],
    ["a smarthost that is none", { smtp: ["tcp:25"], smarthost: "a b" }, /--smarthost is HOST/],
    ["a port that is none", { smtp: ["tcp:25"], smarthost: "a:70000" }, /--smarthost is HOST/],
    ["a login without a smarthost", { smtp: ["tcp:25"], smarthostUser: "u" }, /go with --smarthost/],
    ["a login without a password", { smtp: ["tcp:25"], smarthost: "a", smarthostUser: "u" }, /go together/],
  ])("refuses %s", async (_, options: Partial<Options>, reason) => {
    expect(await refusal((async () => plugin.makeService({ ...nothing, ...options }, context))())).toMatch(reason);
  });

  describe("queue", () => {
    const [task] = plugin.tasks ?? [];
    const id = "00MAB3KX90A1B2C3D4E5F6";

    async function run(...words: string[]): Promise<string[]> {
      const taskContext: TaskContext = {
        reactor,
        log: context.log,
        signal: new AbortController().signal,
        print: (text) => printed.push(text),
      };
      printed.length = 0;
      const running = Promise.resolve(
        task?.runTask(words, { maildir: nothing.maildir, queue: undefined, all: false }, taskContext),
      );
      let over = false;
      const end = (): void => {
        over = true;
      };
      running.then(end, end);
      while (!over as boolean) {
        await stat(folder);
        reactor.advance(10);
      }
      await running;
      return printed;
    }

    async function fill(): Promise<QueueFolder> {
      const queue = new QueueFolder(join(nothing.maildir, ".queue"), nodeDisk, reactor);
      await queue.make();
      const size = await queue.writeMessage(id, [Buffer.from("Subject: x\r\n\r\n")]);
      const last = { status: "4.4.1", text: "no \u001b[31mconnection", remote: "mx.x.example" };
      const recipients = [{ address: "carol@x.example", last }];
      const times = { receivedAt: 0, nextAttemptAt: 60_000, attempts: 1 };
      await queue.writeEntry({ id, sender: "ada@home.example", size, recipients, ...times });
      return queue;
    }

    it("says so where there is no queue, and where it is empty", async () => {
      expect(await refusal(run("list"))).toMatch(/There is no queue in/);
      const queue = await fill();
      await queue.remove(id);
      expect(await run("list")).toEqual(["The queue is empty."]);
    });

    it("lists what waits and why, and lets none of it reach the terminal as it is", async () => {
      await fill();
      expect(await run("list")).toEqual([
        `${id}  14 bytes  from <ada@home.example>  since 1970-01-01T00:00:00Z, next at 1970-01-01T00:01:00Z`,
        "    to <carol@x.example>",
        "        mx.x.example: no \\x1b[31mconnection",
        "1 mail, 14 bytes",
      ]);
    });

    it("removes a mail, where no server runs", async () => {
      await fill();
      expect(await run("remove", id, "00000000")).toEqual([`${id} was removed.`, "00000000 is not there."]);
      expect(await run("list")).toEqual(["The queue is empty."]);
      expect(await refusal(run("remove", "../x"))).toMatch(/is no name of a mail/);
    });

    it("asks the server, where one runs", async () => {
      await fill();
      await start({ smtp: ["tcp:25"] });
      expect(await run("remove", id)).toEqual([`${id} was removed.`]);
      await expect(access(join(nothing.maildir, ".queue", "queued", `${id}.json`))).rejects.toThrow();
      expect(await run("flush")).toEqual(["All mails are tried now."]);
    });

    it("leaves word for the next server, where none runs", async () => {
      await fill();
      expect((await run("flush"))[0]).toMatch(/tried when it starts/);
    });
  });
});
