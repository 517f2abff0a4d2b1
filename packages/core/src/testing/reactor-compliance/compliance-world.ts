/** What the compliance suite needs to run on a reactor. */

import type { Reactor } from "../../reactor/reactor.js";
import type { ConnectionSet } from "../../transport/connection-set.js";
import type { Transport } from "../../transport/transport.js";
import type { TLSCertificate } from "../../transport/tls-options.js";

/** Two reactors, the same or connected by a network, and somebody who makes time pass. Each case gets a new one. */
export interface ComplianceWorld {
  readonly server: Reactor;
  readonly client: Reactor;
  /** The literal address at which the client reaches the server, and on which the server listens. */
  readonly address: string;
  /** A name that the client resolves to `address`, perhaps among others. */
  readonly name: string;
  readonly certificate: TLSCertificate;
  /** The name that `certificate` vouches for. */
  readonly certificateName: string;
  /** Who vouches for `certificate`. */
  readonly ca: string | Uint8Array;
  /** Shown by clients; `ca` vouches for it too. */
  readonly clientCertificate: TLSCertificate;
  /** A path on the server, for a UNIX socket; client and server share it only where they are one reactor. */
  readonly unixPath: string;
  /** Lets things happen, for about a millisecond. */
  turn(): Promise<void>;
  close(): Promise<void>;
}

/** One case of the suite. A test runner's `it(case.name, case.run)` is all that it takes. */
export interface ComplianceCase {
  readonly name: string;
  run(): Promise<void>;
}

/** A case before it has a world. */
export type CaseBody = (world: ComplianceWorld) => Promise<void>;

const mostTurns = 5_000;

/** What a case has opened: it is closed when the case is over, however it ended. */
type Opened = { stopListening(): PromiseLike<void> } | { readonly transport: Pick<Transport, "abortConnection"> };
const opened = new WeakMap<ComplianceWorld, Opened[]>();

function note(world: ComplianceWorld, value: unknown): void {
  if (typeof value !== "object" || value === null || !("stopListening" in value || "transport" in value)) return;
  const list = opened.get(world) ?? [];
  opened.set(world, list);
  list.push(value as Opened);
}

/** Closes all that went through `settled`. */
export async function closeAll(world: ComplianceWorld): Promise<void> {
  for (const value of opened.get(world) ?? []) {
    if ("transport" in value) {
      value.transport.abortConnection();
      continue;
    }
    if ("connections" in value)
      for (const connection of [...(value.connections as ConnectionSet)]) connection.abortConnection();
    await settled(world, value.stopListening());
  }
  await pass(world, 5);
  await world.close();
}

/** Lets things happen until `condition` holds. @throws {Error} naming `what`, where that takes too long. */
export async function until(world: ComplianceWorld, what: string, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    if (condition()) return;
    await world.turn();
  }
  throw new Error(`Waited in vain for this: ${what}`);
}

/** Lets things happen for about `ms` milliseconds. */
export async function pass(world: ComplianceWorld, ms: number): Promise<void> {
  for (let turn = 0; turn < ms; turn += 1) await world.turn();
}

/** What `promise` gives, letting things happen until it does. */
export async function settled<T>(world: ComplianceWorld, promise: PromiseLike<T>): Promise<T> {
  let done = false;
  const finish = (): void => {
    done = true;
  };
  promise.then(finish, finish);
  await until(world, "a Deferred fires", () => done);
  const value = await promise;
  note(world, value);
  return value;
}

/** What `promise` fails with. */
export async function failure(world: ComplianceWorld, promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await settled(world, promise);
  } catch (error) {
    return error;
  }
  throw new Error("It should have failed.");
}
