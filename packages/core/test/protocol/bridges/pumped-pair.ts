import { afterEach } from "@jest/globals";
import { EventLoopTurns } from "../../../src/reactor/event-loop-turns.js";
import { ConnectedPair, type ConnectedPairOptions } from "../../../src/testing/connected-pair.js";

const pumped = new Set<ConnectedPair>();

/** A pair in memory that moves its bytes with every turn of the event loop, for what only goes on in turns: streams, promises. */
export function pumpedPair(options: ConnectedPairOptions = {}): ConnectedPair {
  const pair = new ConnectedPair(options);
  pumped.add(pair);
  void pump(pair);
  return pair;
}

async function pump(pair: ConnectedPair): Promise<void> {
  const eventLoop = new EventLoopTurns();
  while (pumped.has(pair)) {
    await eventLoop.over();
    pair.flush();
  }
  eventLoop.close();
}

/** Lets `count` turns of the event loop go by. */
export async function turns(count = 1): Promise<void> {
  const eventLoop = new EventLoopTurns();
  for (let turn = 0; turn < count; turn++) await eventLoop.over();
  eventLoop.close();
}

afterEach(() => {
  pumped.clear();
});
