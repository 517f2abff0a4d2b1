import { Factory, LineReceiver, type TLSServerOptions } from "@twist/core";

/** How a `PlainServer` behaves. */
export interface PlainServerOptions {
  /** @default PIPELINING and 8BITMIME */
  readonly extensions?: readonly string[];
  /** Offers STARTTLS with this. @default doesn't */
  readonly tls?: TLSServerOptions;
  /** The reply to a line, where it isn't the usual one; `undefined` for the usual one. */
  readonly reply?: (line: string) => string | undefined;
  /** @default "220 ready" */
  readonly greeting?: string;
  /** Takes messages and says nothing. @default false */
  readonly silentAfterMessage?: boolean;
  /** Connections at a time; the next ones are told that there are too many. @default any number */
  readonly maxOpen?: number;
}

/** What all connections of one server have seen. */
export interface ServerRecord {
  readonly messages: { from: string; to: string[]; text: string; secure: boolean }[];
  /** Every line, of all connections. */
  readonly lines: string[];
  connections: number;
  open: number;
  mostOpen: number;
}

/** A mail server of a few lines, written for the tests of the client and independent of the package's own. */
export function plainServer(options: PlainServerOptions = {}): { factory: Factory; record: ServerRecord } {
  const record: ServerRecord = { messages: [], lines: [], connections: 0, open: 0, mostOpen: 0 };
  return { factory: Factory.from(() => new PlainServer(options, record)), record };
}

class PlainServer extends LineReceiver {
  override maxLineBytes = 100_000;
  readonly #options: PlainServerOptions;
  readonly #record: ServerRecord;
  #from = "";
  #to: string[] = [];
  #text: string[] | undefined;

  constructor(options: PlainServerOptions, record: ServerRecord) {
    super();
    this.#options = options;
    this.#record = record;
  }

  override connectionMade(): void {
    this.#record.connections++;
    this.#record.open++;
    this.#record.mostOpen = Math.max(this.#record.mostOpen, this.#record.open);
    if (this.#record.open > (this.#options.maxOpen ?? Infinity)) this.#say("421 4.7.0 too many connections");
    else this.sendLine(this.#options.greeting ?? "220 ready");
  }

  override connectionLost(): void {
    this.#record.open--;
  }

  override lineReceived(bytes: Buffer): void {
    const line = bytes.toString();
    if (this.#text !== undefined) this.#messageLine(line, this.#text);
    else this.#command(line);
  }

  #messageLine(line: string, text: string[]): void {
    if (line !== ".") {
      text.push(line.startsWith(".") ? line.slice(1) : line);
      return;
    }
    this.#text = undefined;
    const reply = this.#options.reply?.(".") ?? "250 2.0.0 queued as Q1";
    if (reply.startsWith("2")) {
      const secure = this.transport.secure !== undefined;
      this.#record.messages.push({ from: this.#from, to: this.#to, text: text.join("\n"), secure });
    }
    if (this.#options.silentAfterMessage !== true) this.#say(reply);
  }

  #command(line: string): void {
    this.#record.lines.push(line);
    const special = this.#options.reply?.(line);
    if (special !== undefined) {
      this.#say(special);
      return;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") this.#hello();
    else if (verb === "STAR" && this.#options.tls !== undefined) {
      this.sendLine("220 go ahead");
      this.startTLS({ role: "server", ...this.#options.tls });
    } else if (verb === "QUIT") {
      this.sendLine("221 bye");
      this.transport.loseConnection();
    } else if (verb === "DATA") {
      this.sendLine(this.#to.length === 0 ? "554 no recipients" : "354 go");
      if (this.#to.length > 0) this.#text = [];
    } else {
      this.#envelope(verb, line);
      this.sendLine("250 ok");
    }
  }

  #envelope(verb: string, line: string): void {
    const address = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (verb === "MAIL") [this.#from, this.#to] = [address, []];
    else if (verb === "RCPT") this.#to.push(address);
    else if (verb === "RSET") this.#to = [];
  }

  #hello(): void {
    const { extensions = ["PIPELINING", "8BITMIME"], tls } = this.#options;
    const offered = tls === undefined || this.transport.secure !== undefined ? extensions : [...extensions, "STARTTLS"];
    const lines = ["mail.example", ...offered];
    lines.forEach((text, index) => this.sendLine(`250${index === lines.length - 1 ? " " : "-"}${text}`));
  }

  #say(reply: string): void {
    this.sendLine(reply);
    if (reply.startsWith("421")) this.transport.loseConnection();
  }
}
