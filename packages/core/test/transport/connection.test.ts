import { beforeEach, describe, expect, it } from "@jest/globals";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Protocol } from "../../src/protocol/protocol.js";
import { Clock } from "../../src/reactor/clock.js";
import { logPublisher } from "../../src/logging/log-publisher.js";
import { Connection } from "../../src/transport/connection.js";
import { ConnectionDone, type ConnectionEnd } from "../../src/transport/connection-errors.js";

/** A wire that notes what it is told. */
class Wire extends Connection {
  readonly peer = { type: "memory", name: "peer" } as const;
  readonly host = { type: "memory", name: "host" } as const;
  readonly secure = undefined;
  bufferedBytes = 0;
  readonly calls: string[] = [];
  room = true;

  pauseReading(): void {
    this.calls.push("pauseReading");
  }
  resumeReading(): void {
    this.calls.push("resumeReading");
  }
  startTLS(): void {
    this.calls.push("startTLS");
  }
  protected send(data: Uint8Array | string): boolean {
    this.calls.push(`send ${String(data)}`);
    return this.room;
  }
  protected close(): void {
    this.calls.push("close");
  }
  protected closeWrite(): void {
    this.calls.push("closeWrite");
  }
  protected abort(reason: ConnectionEnd): void {
    this.calls.push(`abort ${String(reason.cause)}`);
  }
  receive(data: string): void {
    this.received(Buffer.from(data));
  }
  end(reason: ConnectionEnd = new ConnectionDone()): void {
    this.ended(reason);
  }
  drain(): void {
    this.drained();
  }
  endRead(): void {
    this.readEnded();
  }
  shakeHands(): void {
    this.handshakeDone();
  }
}

class Noting extends Protocol {
  readonly heard: string[] = [];
  throwFrom: string | undefined = undefined;

  protected note(event: string): void {
    this.heard.push(event);
    if (event === this.throwFrom) throw new Error(`out of ${event}`);
  }
  override connectionMade(): void {
    this.note("connectionMade");
  }
  override dataReceived(data: Buffer): void {
    this.heard.push(String(data));
    this.note("dataReceived");
  }
  override connectionLost(): void {
    this.note("connectionLost");
  }
  override handshakeCompleted(): void {
    this.note("handshakeCompleted");
  }
}

class HalfClosing extends Noting {
  override readConnectionLost(): void {
    this.note("readConnectionLost");
  }
  override finishConnection(): void {
    this.note("finishConnection");
  }
}

let wire: Wire;
let protocol: Noting;
beforeEach(() => {
  wire = new Wire(new Clock());
  protocol = new Noting();
});

const producer = (calls: string[]): { pauseProducing(): void; resumeProducing(): void; stopProducing(): void } => ({
  pauseProducing: () => calls.push("pause"),
  resumeProducing: () => calls.push("resume"),
  stopProducing: () => calls.push("stop"),
});

describe("Connection", () => {
  it("tells the protocol once that it is lost, and nothing afterwards", () => {
    wire.start(protocol);
    wire.end();
    wire.end();
    wire.receive("late");
    wire.endRead();
    wire.shakeHands();
    expect(protocol.heard).toEqual(["connectionMade", "connectionLost"]);
    expect([wire.connected, wire.disconnecting]).toEqual([false, true]);
  });

  it("does nothing, before it starts and after it has ended, with what it is told", () => {
    const tellAll = (): void => {
      expect(wire.write("x")).toBe(false);
      expect(wire.writeSequence(["x"])).toBe(false);
      wire.loseConnection();
      wire.loseWriteConnection();
      wire.abortConnection();
      wire.switchProtocol(new Noting());
      wire.finishConnection();
      wire.unregisterProducer();
    };
    tellAll();
    wire.start(protocol);
    wire.end();
    tellAll();
    expect(wire.calls).toEqual([]);
  });

  it("sends a sequence in order, and takes no more writes once it is closing", () => {
    wire.start(protocol);
    wire.writeSequence(["a", "b"]);
    wire.loseConnection();
    wire.loseConnection();
    expect(wire.write("c")).toBe(false);
    expect(wire.calls).toEqual(["send a", "send b", "close"]);
  });

  it("closes its direction once, and the whole afterwards", () => {
    wire.start(protocol);
    wire.loseWriteConnection();
    wire.loseWriteConnection();
    expect(wire.write("x")).toBe(false);
    wire.loseConnection();
    expect(wire.calls).toEqual(["closeWrite", "close"]);
  });

  it("lets a producer finish before it closes", () => {
    const calls: string[] = [];
    wire.start(protocol);
    wire.registerProducer(producer(calls), { streaming: true });
    wire.loseConnection();
    wire.write("more");
    expect(wire.calls).toEqual(["send more"]);
    wire.unregisterProducer();
    expect(wire.calls).toEqual(["send more", "close"]);
    expect(calls).toEqual([]);
  });

  it("pauses and resumes a producer once for each time that there is no room", () => {
    const calls: string[] = [];
    wire.start(protocol);
    wire.registerProducer(producer(calls), { streaming: true });
    wire.room = false;
    wire.write("a");
    wire.write("b");
    wire.drain();
    wire.drain();
    wire.room = true;
    wire.write("c");
    expect(calls).toEqual(["pause", "resume"]);
    wire.end();
    expect(calls).toEqual(["pause", "resume", "stop"]);
  });

  it("asks a pull producer until there is enough, also where it writes later than it is asked", () => {
    wire.start(protocol);
    let asked = 0;
    wire.registerProducer(
      {
        resumeProducing: () => {
          asked += 1;
          if (asked === 3) wire.room = false;
          if (asked !== 5) wire.write(String(asked));
        },
        stopProducing: () => undefined,
      },
      { streaming: false },
    );
    expect(asked).toBe(3);
    wire.room = true;
    wire.drain();
    expect(asked).toBe(5);
    wire.room = false;
    wire.write("later");
    expect(asked).toBe(5);
  });

  it("takes one producer at a time, and stops one that comes too late", () => {
    const calls: string[] = [];
    wire.start(protocol);
    wire.registerProducer(producer(calls), { streaming: true });
    expect(() => {
      wire.registerProducer(producer(calls), { streaming: true });
    }).toThrow(TypeError);
    wire.unregisterProducer();
    wire.abortConnection();
    wire.registerProducer(producer(calls), { streaming: true });
    expect(calls).toEqual(["stop"]);
  });

  it.each(["connectionMade", "dataReceived", "readConnectionLost", "handshakeCompleted", "finishConnection"])(
    "aborts where an exception comes out of %s",
    (method) => {
      const forget = logPublisher.addObserver(() => undefined);
      protocol = new HalfClosing();
      protocol.throwFrom = method;
      wire.start(protocol);
      if (method !== "connectionMade") {
        wire.receive("x");
        wire.endRead();
        wire.shakeHands();
        wire.finishConnection();
      }
      forget();
      expect(wire.calls).toEqual([`abort Error: out of ${method}`]);
      expect(protocol.heard.at(-1)).toBe(method);
    },
  );

  it("aborts where an exception comes out of a producer", () => {
    const forget = logPublisher.addObserver(() => undefined);
    wire.start(protocol);
    const fail = (): never => {
      throw new Error("a bug");
    };
    wire.registerProducer({ pauseProducing: fail, resumeProducing: fail, stopProducing: fail }, { streaming: true });
    wire.room = false;
    wire.write("x");
    wire.drain();
    wire.end();
    forget();
    expect(wire.calls.filter((call) => call.startsWith("abort"))).toEqual(["abort Error: a bug", "abort Error: a bug"]);
    expect(protocol.heard).toEqual(["connectionMade", "connectionLost"]);
  });

  it("closes when the peer has closed its direction, unless the protocol wants to go on", () => {
    wire.start(protocol);
    wire.endRead();
    expect(wire.calls).toEqual(["close"]);
    const other = new Wire(new Clock());
    const going = new HalfClosing();
    other.start(going);
    other.endRead();
    expect(other.calls).toEqual([]);
    expect(going.heard).toContain("readConnectionLost");
  });

  it("asks the protocol to finish, and closes where it has nothing to say to that", () => {
    wire.start(protocol);
    wire.finishConnection();
    expect(wire.calls).toEqual(["close"]);
    const other = new Wire(new Clock());
    const finishing = new HalfClosing();
    other.start(finishing);
    other.finishConnection();
    expect(other.calls).toEqual([]);
    expect(finishing.heard).toContain("finishConnection");
  });

  it("hands the wire to another protocol, which gets what was left over first", () => {
    wire.start(protocol);
    const next = new Noting();
    wire.switchProtocol(next, Buffer.from("left over"));
    wire.receive("more");
    wire.end();
    expect(next.heard).toEqual([
      "connectionMade",
      "left over",
      "dataReceived",
      "more",
      "dataReceived",
      "connectionLost",
    ]);
    expect(protocol.heard).toEqual(["connectionMade"]);
  });

  it("tells its owner and the diagnostics channels when it opens and when it is over", () => {
    const seen: string[] = [];
    const opened = (): void => void seen.push("open");
    const closed = (): void => void seen.push("close");
    subscribe("twist:connection:open", opened);
    subscribe("twist:connection:close", closed);
    wire.start(protocol, { add: () => seen.push("add"), delete: () => seen.push("delete") });
    wire.end();
    unsubscribe("twist:connection:open", opened);
    unsubscribe("twist:connection:close", closed);
    expect(seen).toEqual(["add", "open", "delete", "close"]);
  });
});
