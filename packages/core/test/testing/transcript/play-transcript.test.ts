import { describe, expect, it } from "@jest/globals";

import { Protocol } from "../../../src/protocol/protocol.js";
import { playTranscript, playTranscriptAtEverySplit } from "../../../src/testing/transcript/play-transcript.js";
import { TranscriptMismatch } from "../../../src/testing/transcript/transcript-mismatch.js";

/** A toy: greets, echoes lines in upper case after a promise, hangs up after 60 s. */
class Shouter extends Protocol {
  #line = "";
  broken = false;

  override connectionMade(): void {
    this.transport.write("hello number 17\r\n");
    this.transport.clock.callLater(60_000, () => {
      this.transport.loseConnection();
    });
  }

  override dataReceived(data: Buffer): void {
    if (this.broken && data.length === 1) return;
    this.#line += data.toString();
    for (let end = this.#line.indexOf("\r\n"); end !== -1; end = this.#line.indexOf("\r\n")) {
      const line = this.#line.slice(0, end);
      this.#line = this.#line.slice(end + 2);
      if (line === "quit") {
        this.transport.write("bye\r\n");
        this.transport.loseConnection();
      } else void Promise.resolve().then(() => this.transport.write(`${line.toUpperCase()}\r\n`));
    }
  }
}

class Asker extends Protocol {
  override dataReceived(data: Buffer): void {
    if (data.includes("hello")) this.transport.write("who?\r\n");
  }
}

const dialogue = `
  S: /hello number \\d+/
  C: one
  C: two
  S: ONE
  S: TWO
  C: quit
  S: bye
  S! close
`;

describe("playTranscript", () => {
  it("plays a dialogue against a server", async () => {
    const pair = await playTranscript(dialogue, { server: new Shouter() });
    expect(pair.server.connected).toBe(false);
  });

  it("plays a dialogue against a client", async () => {
    await playTranscript("S: hello\nC: who?\n", { client: new Asker() });
  });

  it("lets time pass", async () => {
    await playTranscript("S: /.*/\nT! 59999\nC: x\nS: X\nT! 1\nS! close", { server: new Shouter() });
  });

  it("closes the client's direction", async () => {
    await playTranscript("S: /.*/\nC! close\nS! close", { server: new Shouter() });
  });

  it("shows expected and actual side by side", async () => {
    const wrong = "S: /hello .*/\nC: one\nC: two\nS: ONE\nS: three\n";
    const error: unknown = await playTranscript(wrong, { server: new Shouter() }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(TranscriptMismatch);
    expect((error as Error).message).toBe(
      [
        "Line 5 of the transcript: expected: three",
        "    expected | actual",
        "    ONE      | ONE",
        "  > three    | TWO",
      ].join("\n"),
    );
  });

  it.each([
    ["too little", "S: /.*/\nC: one\nS: ONE\nS: MORE", /line 4.*nothing more was said/i],
    ["too much", "S: /.*/\nC: one\nC: two\nS: ONE", /bytes more were said/],
    ["something at the wrong time", "C: one\nS: /.*/", /bytes more were said/],
    ["nothing where a pattern stands", "S: /.*/\nC: one\\\nS: /x/", /nothing more was said/],
    ["no close", "S: /.*/\nS! close", /still open/],
  ])("fails on %s", async (_what, text, message) => {
    await expect(playTranscript(text, { server: new Shouter() })).rejects.toThrow(message);
  });

  it("refuses a pattern on the side that it plays itself", async () => {
    await expect(playTranscript("S: /.*/\nC: /any/", { server: new Shouter() })).rejects.toThrow(TypeError);
  });

  it("plays it at every split of what the tested side is told", async () => {
    let games = 0;
    await playTranscriptAtEverySplit(dialogue, () => {
      games += 1;
      return { server: new Shouter() };
    });
    expect(games).toBeGreaterThan("one\r\ntwo\r\nquit\r\n".length);
  });

  it("names the split at which it failed", async () => {
    const play = playTranscriptAtEverySplit(dialogue, () => {
      const server = new Shouter();
      server.broken = true;
      return { server };
    });
    await expect(play).rejects.toThrow(/^\(byte by byte\) Line 5/);
  });
});
