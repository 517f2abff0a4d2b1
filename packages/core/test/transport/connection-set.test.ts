import { describe, expect, it } from "@jest/globals";
import { Clock } from "../../src/reactor/clock.js";
import { ConnectionSet, type OpenConnection } from "../../src/transport/connection-set.js";

class Open implements OpenConnection {
  finished = false;
  aborted = false;

  readonly set: ConnectionSet;

  constructor(set: ConnectionSet) {
    this.set = set;
    set.add(this);
  }

  finishConnection(): void {
    this.finished = true;
  }

  abortConnection(): void {
    this.aborted = true;
    this.set.delete(this);
  }
}

describe("ConnectionSet", () => {
  it("has finished at once where nothing is open", () => {
    const set = new ConnectionSet();
    expect(set.finishAll(new Clock(), 1000).called).toBe(true);
  });

  it("asks each connection to finish, and fires when the last one is gone", () => {
    const set = new ConnectionSet();
    const clock = new Clock();
    const connections = [new Open(set), new Open(set)];
    const finished = set.finishAll(clock, 1000);
    expect(connections.map((connection) => connection.finished)).toEqual([true, true]);
    for (const connection of connections) {
      expect(finished.called).toBe(false);
      set.delete(connection);
    }
    expect(finished.called).toBe(true);
    expect(clock.calls).toHaveLength(0);
    expect(connections.some((connection) => connection.aborted)).toBe(false);
  });

  it("aborts what is left when the grace period is over", () => {
    const set = new ConnectionSet();
    const clock = new Clock();
    const slow = new Open(set);
    const finished = set.finishAll(clock, 1000);
    clock.advance(999);
    expect(slow.aborted).toBe(false);
    clock.advance(1);
    expect(slow.aborted).toBe(true);
    expect(finished.called).toBe(true);
  });
});
