import { Recorder } from "./recorder.js";

/** Stops reading at every third chunk, for a turn or two. */
export class HaltingReader extends Recorder {
  halts = 0;

  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (this.chunks.length % 3 !== 0) return;
    this.halts += 1;
    this.transport.pauseReading();
    setImmediate(() => {
      if (this.halts % 2 === 0) this.transport.resumeReading();
      else setImmediate(() => this.transport.resumeReading());
    });
  }
}

/** So many bytes, of which no two places look alike. */
export function numbered(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32BE(at, at);
  return bytes;
}
