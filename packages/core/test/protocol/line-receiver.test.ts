import { describe, expect, it } from "@jest/globals";
import { LineReceiver } from "../../src/protocol/line-receiver.js";
import { ProtocolWrapper } from "../../src/protocol/policies/protocol-wrapper.js";
import { everySplit } from "../../src/testing/every-split.js";
import { StringTransport } from "../../src/testing/string-transport.js";
import { InvalidTokenError } from "../../src/wire/invalid-token-error.js";
import { Recorder } from "./recorder.js";

/** Notes its lines, and does what some of them say. */
class Lines extends LineReceiver {
  readonly heard: string[] = [];
  readonly next = new Recorder();
  raw = "";

  override lineReceived(line: Buffer): void {
    const text = line.toString("latin1");
    this.heard.push(text);
    if (text === "QUIT") this.transport.loseConnection();
    else if (text === "PAUSE") this.pauseProducing();
    else if (text === "RAW") this.setRawMode();
    else if (text === "RAW 5") this.setRawMode(5);
    else if (text === "STARTTLS") this.startTLS({ role: "server", certificate: { key: "", cert: "" } });
    else if (text === "UPGRADE") this.switchProtocol(this.next);
    else if (text === "LONG") this.maxLineBytes = 1000;
    else if (text === "CLEAR") this.heard.push(`cleared ${this.clearLineBuffer().toString()}`);
    else if (text === "THROW") throw new Error("thrown by a line");
  }

  override rawDataReceived(data: Buffer): void {
    this.raw += data.toString("latin1");
    const end = this.raw.indexOf(";");
    if (end === -1) return;
    const extra = this.raw.slice(end + 1);
    this.heard.push(`raw ${this.raw.slice(0, end)}`);
    this.raw = "";
    this.setLineMode(Buffer.from(extra, "latin1"));
  }

  override rawDataEnded(): void {
    this.heard.push(`raw ${this.raw}`);
    this.raw = "";
  }
}

function started<P extends LineReceiver>(protocol: P): { protocol: P; transport: StringTransport } {
  const transport = new StringTransport();
  transport.start(protocol);
  return { protocol, transport };
}

describe("LineReceiver", () => {
  it("gives out lines and raw data, wherever the network cuts them", () => {
    const bytes = "one\r\n\r\nRAW\r\nabc\r\ndef;two\r\nRAW 5\r\n12\r\n3three\r\n";
    everySplit(bytes, (chunks) => {
      const { protocol, transport } = started(new Lines());
      for (const chunk of chunks) transport.deliver(chunk);
      expect(protocol.heard).toEqual(["one", "", "RAW", "raw abc\r\ndef", "two", "RAW 5", "raw 12\r\n3", "three"]);
    });
  });

  it("takes a delimiter of the subclass, both ways", () => {
    class Records extends Lines {
      override delimiter = "--";
    }
    const { protocol, transport } = started(new Records());
    transport.deliver("a\r\nb-c--d--e");
    expect(protocol.heard).toEqual(["a\r\nb-c", "d"]);
    protocol.sendLine("x\r\ny");
    expect(transport.text()).toBe("x\r\ny--");
    expect(() => protocol.sendLine("x-")).toThrow(InvalidTokenError);
  });

  it("sends lines, and refuses one that would end before its end", () => {
    const { protocol, transport } = started(new Lines());
    expect(protocol.sendLine("hello")).toBe(true);
    expect(protocol.sendLine(Buffer.from("bytes"))).toBe(true);
    expect(transport.takeText()).toBe("hello\r\nbytes\r\n");
    for (const bad of ["a\r\nDELE 1", "a\n", "a\0"]) expect(() => protocol.sendLine(bad)).toThrow(InvalidTokenError);
    expect(transport.text()).toBe("");
    transport.full = true;
    expect(protocol.sendLine("full")).toBe(false);
  });

  it("loses the connection at a line over the limit, and gives out nothing behind it", () => {
    class Short extends Lines {
      override maxLineBytes = 8;
    }
    everySplit("12345678\r\n123456789\r\nbehind\r\n", (chunks) => {
      const { protocol, transport } = started(new Short());
      for (const chunk of chunks) transport.deliver(chunk);
      expect(protocol.heard).toEqual(["12345678"]);
      expect(transport.disconnecting).toBe(true);
    });
    const endless = started(new Short());
    endless.transport.deliver("no end in sight");
    expect(endless.transport.disconnecting).toBe(true);
  });

  it("has a limit of 16384 bytes by itself", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver(`${"x".repeat(16_384)}\r\n`);
    expect(protocol.heard).toHaveLength(1);
    expect(transport.disconnecting).toBe(false);
    transport.deliver("x".repeat(16_386));
    expect(transport.disconnecting).toBe(true);
  });

  it("lets the limit change from one line to the next", () => {
    class Growing extends Lines {
      override maxLineBytes = 8;
    }
    const { protocol, transport } = started(new Growing());
    transport.deliver("LONG\r\n123456789\r\n");
    expect(protocol.heard).toEqual(["LONG", "123456789"]);
  });

  it("goes on behind a line over the limit, where the protocol says so", () => {
    class Patient extends Lines {
      override maxLineBytes = 8;
      override lineLengthExceeded(): void {
        this.heard.push("too long");
      }
    }
    const { protocol, transport } = started(new Patient());
    transport.deliver("123456789\r\nnext\r\n");
    expect(protocol.heard).toEqual(["too long", "next"]);
  });

  it("loses the connection at a bare line break, unless it is accepted", () => {
    const strict = started(new Lines());
    strict.transport.deliver("one\ntwo\r\nthree\r\n");
    expect(strict.protocol.heard).toEqual([]);
    expect(strict.transport.disconnecting).toBe(true);
    class Lenient extends Lines {
      override bareLineBreaks = "accept" as const;
    }
    const lenient = started(new Lenient());
    lenient.transport.deliver("one\ntwo\r\n");
    expect(lenient.protocol.heard).toEqual(["one", "two"]);
  });

  it("gives out nothing once the protocol has lost the connection", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("QUIT\r\nstill there\r\n");
    expect(protocol.heard).toEqual(["QUIT"]);
  });

  it("gives out nothing once the connection is over, even if it is resumed then", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("PAUSE\r\nwaits\r\n");
    transport.end();
    protocol.resumeProducing();
    expect(protocol.heard).toEqual(["PAUSE"]);
  });

  it("pauses the lines and the wire together, and resumes them together", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("PAUSE\r\none\r\nPAUSE\r\ntwo\r\n");
    expect(protocol.heard).toEqual(["PAUSE"]);
    expect(transport.readingPaused).toBe(true);
    protocol.resumeProducing();
    expect(protocol.heard).toEqual(["PAUSE", "one", "PAUSE"]);
    expect(transport.readingPaused).toBe(true);
    protocol.resumeProducing();
    expect(protocol.heard).toEqual(["PAUSE", "one", "PAUSE", "two"]);
    expect(transport.readingPaused).toBe(false);
  });

  it("aborts on an exception of a line, also of one that had waited", () => {
    const direct = started(new Lines());
    direct.transport.deliver("THROW\r\n");
    expect(direct.transport.aborted?.cause).toEqual(new Error("thrown by a line"));
    const { protocol, transport } = started(new Lines());
    transport.deliver("PAUSE\r\nTHROW\r\n");
    expect(() => {
      protocol.resumeProducing();
    }).not.toThrow();
    expect(transport.aborted?.cause).toEqual(new Error("thrown by a line"));
  });

  it("loses the connection when the consumer that it feeds is gone", () => {
    const { protocol, transport } = started(new Lines());
    protocol.stopProducing();
    expect(transport.disconnecting).toBe(true);
  });

  it("starts TLS, on a bare wire and through a wrapper", () => {
    const { transport } = started(new Lines());
    transport.deliver("STARTTLS\r\n");
    expect(transport.tlsStarted).toHaveLength(1);
    expect(transport.aborted).toBeUndefined();
    const below = new StringTransport();
    below.start(new ProtocolWrapper(new Lines()));
    below.deliver("STARTTLS\r\n");
    expect(below.tlsStarted).toHaveLength(1);
  });

  it("aborts where commands were injected behind STARTTLS, and gives out none of them", () => {
    for (const injected of ["RSET\r\n", "R", "RSET\r\nMAIL"]) {
      const { protocol, transport } = started(new Lines());
      transport.deliver(`STARTTLS\r\n${injected}`);
      expect(transport.tlsStarted).toEqual([]);
      expect(transport.aborted).toBeDefined();
      expect(protocol.heard).toEqual(["STARTTLS"]);
    }
  });

  it("aborts where commands that were injected had waited in a pause", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("PAUSE\r\nSTARTTLS\r\nRSET\r\n");
    protocol.resumeProducing();
    expect(transport.aborted).toBeDefined();
    expect(protocol.heard).toEqual(["PAUSE", "STARTTLS"]);
  });

  it("hands every byte that it didn't use on to the next protocol, through wrappers too", () => {
    everySplit("one\r\nUPGRADE\r\nnot a\r\nline", (chunks) => {
      for (const wrap of [(protocol: Lines) => protocol, (protocol: Lines) => new ProtocolWrapper(protocol)]) {
        const protocol = new Lines();
        const transport = new StringTransport();
        transport.start(wrap(protocol));
        for (const chunk of chunks) transport.deliver(chunk);
        expect(protocol.heard).toEqual(["one", "UPGRADE"]);
        expect(protocol.next.text).toBe("not a\r\nline");
      }
    });
  });

  it("resumes a paused wire for the next protocol", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("PAUSE\r\nleft");
    protocol.switchProtocol(protocol.next);
    expect(transport.readingPaused).toBe(false);
    transport.deliver(" over");
    expect(protocol.next.text).toBe("left over");
    expect(protocol.heard).toEqual(["PAUSE"]);
  });

  it("hands the wire on before anything has come", () => {
    const { protocol, transport } = started(new Lines());
    protocol.switchProtocol(protocol.next);
    transport.deliver("hello");
    expect(protocol.next.heard).toEqual(["made", "data"]);
  });

  it("forgets what has been received when told to, and says what it was", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("CLEAR\r\nrest");
    transport.deliver("next\r\n");
    expect(protocol.heard).toEqual(["CLEAR", "cleared rest", "next"]);
  });

  it("aborts where raw data comes to a protocol that has no method for it", () => {
    class Forgetful extends LineReceiver {
      override lineReceived(): void {
        this.setRawMode();
      }
    }
    const { transport } = started(new Forgetful());
    transport.deliver("line\r\nraw");
    expect(transport.aborted?.cause).toBeInstanceOf(TypeError);
    expect(() => {
      new Lines().setRawMode(-1);
    }).toThrow(RangeError);
  });

  it("takes a hundred thousand lines in one chunk without overflowing the stack", () => {
    const { protocol, transport } = started(new Lines());
    transport.deliver("x\r\n".repeat(100_000));
    expect(protocol.heard).toHaveLength(100_000);
  });
});
