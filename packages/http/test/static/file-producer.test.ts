import { describe, expect, it, jest } from "@jest/globals";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { StringTransport } from "@twist/core/testing";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { FileProducer } from "../../src/static/file-producer.js";

const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index >> 8) ^ index));

/** A wire that is done with bytes once they have gone out, as a socket is. */
class Releasing extends StringTransport {
  readonly releasesWrites = true;
}

/** One whose bytes never go out. */
class Stuck extends Releasing {
  override get bufferedBytes(): number {
    return 1;
  }
}

/** Sends `content` over `transport`. @returns what came, and how many buffers it took. */
async function send(transport: StringTransport): Promise<{ received: Buffer; buffers: number }> {
  const handle = await new MemoryFileSystem({ "/file": content }).open("/file");
  const read = jest.spyOn(handle, "read");
  const closed = new Promise<void>((resolve) => {
    jest.spyOn(handle, "close").mockImplementation(() => {
      resolve();
      return Promise.resolve();
    });
  });
  const factory = new HTTPFactory({
    onRequest: (_request, response) => {
      response.sendHead(200, {}, content.length);
      new FileProducer(handle, [{ start: 0, end: content.length - 1 }], response).start();
    },
  });
  transport.start(factory.buildProtocol());
  transport.deliver("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await closed;
  const value = transport.value();
  return {
    received: value.subarray(value.indexOf("\r\n\r\n") + 4),
    buffers: new Set(read.mock.calls.map(([buffer]) => buffer.buffer)).size,
  };
}

describe("FileProducer", () => {
  it.each([
    ["into the same memory where the wire is done with it", Releasing, 1],
    ["into memory of its own where bytes still wait", Stuck, 4],
    ["into memory of its own where the bytes are the other end's from now on", StringTransport, 4],
  ])("reads each chunk %s", async (_where, Wire, expected) => {
    const { received, buffers } = await send(new Wire());
    expect(received.equals(content)).toBe(true);
    expect(buffers).toBe(expected);
  });
});
