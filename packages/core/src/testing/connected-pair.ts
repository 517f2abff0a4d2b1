/** Two protocols, joined in memory, and the pump that moves bytes between them when the test says so (Twisted's IOPump). */

import { Clock } from "../reactor/clock.js";
import { EventLoopTurns } from "../reactor/event-loop-turns.js";
import type { Address } from "../transport/address.js";
import { ConnectionLost } from "../transport/connection-errors.js";
import type { StreamProtocol } from "../transport/transport.js";
import { MemoryConnection } from "./memory/memory-connection.js";
import { PairEnd } from "./memory/pair-end.js";
import { SeededRandom } from "./seeded-random.js";

export interface ConnectedPairOptions {
  /** The time that both ends live in. @default a new `Clock` */
  readonly clock?: Clock;
  /** The most that one `pump` moves in each direction. @default everything that waits */
  readonly chunkSize?: number;
  /** Cut chunks at random: with `chunkSize` as the longest, or 1400 where it isn't given. @default not at random */
  readonly seed?: number;
  /** From how many waiting bytes on `write` gives false. @default 65536 */
  readonly highWaterMark?: number;
  /** @default the memory address "server" */
  readonly serverAddress?: Address;
  /** @default the memory address "client" */
  readonly clientAddress?: Address;
}

/** More rounds than this without an end are a quarrel, not a conversation. */
const mostRounds = 1_000_000;

/** Both ends of one connection. `connectedPair` makes one. */
export class ConnectedPair {
  /** The server's transport. */
  readonly server: MemoryConnection;
  /** The client's transport. */
  readonly client: MemoryConnection;
  readonly clock: Clock;
  readonly #serverEnd: PairEnd;
  readonly #clientEnd: PairEnd;
  readonly #nextChunk: () => number;

  constructor(options: ConnectedPairOptions = {}) {
    this.clock = options.clock ?? new Clock();
    const serverAddress = options.serverAddress ?? { type: "memory", name: "server" };
    const clientAddress = options.clientAddress ?? { type: "memory", name: "client" };
    this.#serverEnd = new PairEnd(serverAddress, clientAddress);
    this.#clientEnd = new PairEnd(clientAddress, serverAddress);
    this.#serverEnd.other = this.#clientEnd;
    this.#clientEnd.other = this.#serverEnd;
    const buffers = options.highWaterMark === undefined ? {} : { highWaterMark: options.highWaterMark };
    this.server = this.#serverEnd.connection = new MemoryConnection(this.clock, this.#serverEnd, buffers);
    this.client = this.#clientEnd.connection = new MemoryConnection(this.clock, this.#clientEnd, buffers);
    this.#nextChunk = chunker(options);
  }

  /** Whether either end is still connected. */
  get connected(): boolean {
    return this.server.connected || this.client.connected;
  }

  /**
   * Moves one chunk, or the end, in each direction; what the answer to it is waits for the next `pump`.
   * @returns whether anything moved.
   */
  pump(): boolean {
    const ran = [this.#clientEnd.runSoon(), this.#serverEnd.runSoon()];
    const steps = [this.#clientEnd.step(this.#nextChunk()), this.#serverEnd.step(this.#nextChunk())];
    for (const step of steps) step?.();
    return ran.includes(true) || steps.some((step) => step !== undefined);
  }

  /**
   * Pumps until nothing moves any more.
   * @throws {Error} where the two never stop.
   */
  flush(): void {
    for (let round = 0; round < mostRounds; round += 1) if (!this.pump()) return;
    throw new Error("The two ends of this connection do not stop talking.");
  }

  /** Lets `ms` milliseconds pass, flushing before and after each call that becomes due. */
  advance(ms: number): void {
    const until = this.clock.now() + ms;
    this.flush();
    for (let next = this.clock.nextDueAt; next !== undefined && next <= until; next = this.clock.nextDueAt) {
      this.clock.advance(next - this.clock.now());
      this.flush();
    }
    this.clock.advance(until - this.clock.now());
  }

  /** As `flush`, for protocols with promises inside: lets them come to rest, and goes on while that makes something move. */
  async flushAsync(): Promise<void> {
    const turns = new EventLoopTurns();
    try {
      for (let round = 0; round < mostRounds; round += 1) {
        await turns.over();
        if (!this.pump()) return;
      }
    } finally {
      turns.close();
    }
    throw new Error("The two ends of this connection do not stop talking.");
  }

  /** As `advance`, for protocols with promises inside. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.flushAsync();
    for (let next = this.clock.nextDueAt; next !== undefined && next <= until; next = this.clock.nextDueAt) {
      this.clock.advance(next - this.clock.now());
      await this.flushAsync();
    }
    this.clock.advance(until - this.clock.now());
  }

  /** Cuts the wire: what is on its way is lost, and both ends hear so now. */
  cut(reason: Error = new Error("The wire was cut.")): void {
    for (const end of [this.client, this.server]) end.deliverReset(new ConnectionLost(undefined, { cause: reason }));
  }
}

/**
 * Joins `server` and `client`, and tells both that they are connected, the server first. Nothing that they write moves before `pump`
 * or `flush`.
 *
 *     const pair = connectedPair(new Echo(), client);
 *     client.transport.write("hello");
 *     pair.flush();
 */
export function connectedPair(
  server: StreamProtocol,
  client: StreamProtocol,
  options: ConnectedPairOptions = {},
): ConnectedPair {
  const pair = new ConnectedPair(options);
  pair.server.start(server);
  pair.client.start(client);
  return pair;
}

function chunker({ chunkSize, seed }: ConnectedPairOptions): () => number {
  const longest = chunkSize ?? (seed === undefined ? Number.POSITIVE_INFINITY : 1400);
  if (!(longest >= 1)) throw new RangeError(`A chunk has at least one byte, not ${String(chunkSize)}.`);
  if (seed === undefined) return () => longest;
  const random = new SeededRandom(seed);
  return () => random.integer(1, longest);
}
