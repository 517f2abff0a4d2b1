import { afterEach } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import type { ListeningPort } from "../../../src/transport/listening-port.js";
import { Recorder } from "./recorder.js";

/** A factory that keeps what it built, and lets a test wait for the next one. */
export class RecordingFactory<P extends Recorder = Recorder> extends Factory<P> {
  readonly built: P[] = [];
  readonly #make: () => P;
  #waiting: ((protocol: P) => void)[] = [];
  started = 0;
  stopped = 0;

  constructor(make: () => P) {
    super();
    this.#make = make;
  }

  override startFactory(): void {
    this.started += 1;
  }

  override stopFactory(): void {
    this.stopped += 1;
  }

  override buildProtocol(): P {
    const protocol = this.#make();
    protocol.factory = this;
    this.built.push(protocol);
    for (const resolve of this.#waiting.splice(0)) resolve(protocol);
    return protocol;
  }

  /** The first protocol that is built, perhaps already. */
  first(): Promise<P> {
    const [first] = this.built;
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}

export function recorders(): RecordingFactory {
  return new RecordingFactory(() => new Recorder());
}

const open: ListeningPort[] = [];

/** Stops `port` after the test, and drops what it has accepted. */
export function stopLater<P extends ListeningPort>(port: P): P {
  open.push(port);
  return port;
}

/** The number of a TCP port. */
export function portNumber(port: ListeningPort): number {
  if (port.address.type !== "tcp") throw new TypeError("not a TCP port");
  return port.address.port;
}

afterEach(async () => {
  for (const port of open.splice(0)) {
    for (const connection of [...port.connections]) connection.abortConnection();
    await port.stopListening();
  }
});
