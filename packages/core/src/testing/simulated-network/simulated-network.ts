/**
 * A network in memory: hosts with reactors of their own, one virtual clock, and links that behave as badly as they are told to. Real
 * servers and clients run on it unchanged; the same seed gives the same run, event for event.
 *
 * Between two events the programs come to rest: all their promises, ticks and microtasks run before anything else happens (see
 * `EventLoopTurns`). Real I/O is not waited for, so programs under test must not do any, apart from what their reactor gives them.
 */

import { Deferred } from "../../deferred/deferred.js";
import { fail } from "../../deferred/fail.js";
import { succeed } from "../../deferred/succeed.js";
import type { ResolvedAddress, ResolveOptions } from "../../reactor/reactor.js";
import { formatAddress, ipAddress, type IPAddress } from "../../transport/address.js";
import { ConnectError, DNSLookupError } from "../../transport/connection-errors.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import { SeededRandom } from "../seeded-random.js";
import type { HostLife, Machine } from "./host-life.js";
import { Link, type LinkOptions } from "./link.js";
import { canonicalName, NameBook } from "./name-book.js";
import { NetworkTime } from "./network-time.js";
import { LinkPath } from "./link-path.js";
import { LoopbackPath } from "./loopback-path.js";
import type { NetworkServices } from "./network-services.js";
import type { Path } from "./path.js";
import { isBroadcast, isMulticast, type SimulatedDatagramPort } from "./simulated-datagram-port.js";
import { SimulatedHost } from "./simulated-host.js";
import { openSocketPair, type StreamPlan } from "./socket-pair.js";
import type { SocketTarget } from "./socket-target.js";
import type { OpeningWatcher, StreamEnd } from "./stream-end.js";
import type { Chunking } from "./stream-fault.js";
import type { Trace } from "./trace.js";

export interface SimulatedNetworkOptions {
  /** What all that is random comes from. @default 1 */
  readonly seed?: number;
  /** What links are like where nobody says otherwise. */
  readonly link?: LinkOptions;
  /** How streams are cut. @default "seeded" */
  readonly chunking?: Chunking;
  /** What happens to a connection: asked once for each, with its number from 1 on. @default nothing bad */
  readonly plan?: (connection: { readonly number: number; readonly from: Machine; readonly to: Machine }) => StreamPlan;
  /** How many bytes of a stream may be on the way and unread, in each direction. @default 262144 */
  readonly windowBytes?: number;
  /** For how long a stream that nobody answers is sent again. @default 120000 */
  readonly giveUpMs?: number;
  /** What `wallTime` begins with, in milliseconds since 1970. @default 2000-01-01T00:00:00Z */
  readonly startAt?: number;
  /** How long looking up a name takes; 0 answers at once. @default 0 */
  readonly lookupMs?: number;
  /** Whether `trace` is kept. @default false */
  readonly trace?: boolean;
  /** `run()` gives up where something is left to happen after this much virtual time. @default 86400000, a day */
  readonly maxVirtualMs?: number;
}

export interface SimulatedHostOptions {
  /** Its literal addresses, in the order in which its name resolves to them. @default one of fd00::/64 and one of 10.0.0.0/8 */
  readonly addresses?: readonly string[];
}

const usualStart = 946_684_800_000;
export class SimulatedNetwork implements NetworkServices {
  /** The seed that it was made with. */
  readonly seed: number;
  /** For what else is to be random in a test, and the same in the next run. */
  readonly random: SeededRandom;
  /** What has happened, a line each, where `options.trace` is set. */
  readonly trace: string[] = [];
  readonly #options: SimulatedNetworkOptions;
  readonly #time: NetworkTime;
  readonly #hosts = new Map<string, SimulatedHost>();
  readonly #names = new NameBook();
  readonly #links = new Map<string, Link>();
  readonly #loopback: Path;
  readonly #trace: Trace | undefined;
  #connections = 0;

  constructor(options: SimulatedNetworkOptions = {}) {
    this.#options = options;
    this.seed = options.seed ?? 1;
    this.random = new SeededRandom(this.seed);
    this.#time = new NetworkTime(options.startAt ?? usualStart);
    this.#trace = options.trace === true ? this.note.bind(this) : undefined;
    this.#loopback = new LoopbackPath(this.#time.now);
  }

  /** Virtual milliseconds since the beginning. */
  now(): number {
    return this.#time.now();
  }

  /** The host of that name, which is made where there is none yet. The name can be looked up. */
  host(name: string, options: SimulatedHostOptions = {}): SimulatedHost {
    const key = canonicalName(name);
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const number = this.#hosts.size + 1;
    const addresses = options.addresses ?? [
      `fd00::${number.toString(16)}`,
      `10.0.${String(number >> 8)}.${String(number & 255)}`,
    ];
    const host = new SimulatedHost(name, addresses, this, this.#time);
    this.#hosts.set(key, host);
    this.#names.add(name, addresses);
    return host;
  }

  /** The link between two hosts: every two have one. */
  link(a: Machine, b: Machine): Link {
    if (a === b) throw new TypeError("A host has no link to itself.");
    const name = [a.name, b.name].sort().join("—");
    let link = this.#links.get(name);
    if (link === undefined) {
      const made = new Link(this.#options.link ?? {}, {
        name,
        time: this.#time,
        random: this.random.fork(`link ${name}`),
        trace: (text) => {
          this.note(text);
        },
        resetConnections: () => {
          this.#resetConnections(made);
        },
      });
      link = made;
      this.#links.set(name, link);
    }
    return link;
  }

  /** Lets `name` stand for `host` too. */
  alias(name: string, host: SimulatedHost): void {
    this.#names.add(name, host.addresses);
  }

  /** Whether looking up `name` fails from now on, even though there is such a host. */
  failLookups(name: string, failing = true): void {
    this.#names.fail(name, failing);
  }

  /**
   * Lets virtual time pass: `ms` milliseconds of it, or else until nothing is left to happen.
   * @throws {NetworkStillBusy} where something is always left: a timer that is set anew again and again, or a circle.
   */
  async run(ms?: number): Promise<void> {
    const now = this.#time.now();
    const giveUpAt = now + (ms ?? this.#options.maxVirtualMs ?? 86_400_000);
    await this.#time.run(ms === undefined ? undefined : now + ms, giveUpAt);
  }

  /** What is open on any host: ports, connections, timers, a line each. Empty when every program has cleaned up. */
  openHandles(): string[] {
    const handles: string[] = [];
    for (const { name, life, reactor } of this.#hosts.values()) {
      for (const port of life.ports) handles.push(`${name}: port ${formatAddress(port.address)}`);
      for (const port of life.datagramPorts) handles.push(`${name}: port udp ${formatAddress(port.host)}`);
      for (const end of life.ends) if (!end.gone) handles.push(`${name}: connection with ${formatAddress(end.peer)}`);
      for (const call of reactor.calls) handles.push(`${name}: timer due at ${String(call.dueAt)} ms`);
    }
    return handles;
  }

  /** Puts a line into the trace, with the time. */
  note(text: string): void {
    if (this.#options.trace === true) this.trace.push(`${this.#time.now().toFixed(3)} ${text}`);
  }

  /** For a host's reactor: the addresses of `name`. */
  resolve(name: string, { family, signal }: ResolveOptions): Deferred<readonly ResolvedAddress[]> {
    const found = this.#names.lookUp(name, family);
    const { lookupMs = 0 } = this.#options;
    const error = new DNSLookupError(
      `Cannot look up ${JSON.stringify(name)}: there is no such name, or it has no address.`,
    );
    if (lookupMs === 0) return found === undefined ? fail(error) : succeed<readonly ResolvedAddress[]>(found);
    const deferred = new Deferred<readonly ResolvedAddress[]>();
    this.#time.after(lookupMs, () => {
      if (found === undefined) deferred.errback(error);
      else deferred.callback(found);
    });
    return deferred.withSignal(signal);
  }

  /** For a host's reactor: the address that `from` uses towards the literal address `target`. */
  sourceAddress(from: Machine, target: string): string {
    if (isLoopback(target) || from.addresses.includes(target)) return target;
    const six = isIPv6(target);
    return from.addresses.find((address) => isIPv6(address) === six) ?? (six ? "::" : "0.0.0.0");
  }

  /** For a host's reactor: a socket that is about to connect. */
  openSocket(life: HostLife, target: SocketTarget, watcher: OpeningWatcher): StreamEnd | ConnectError {
    const server = target.kind === "tcp" ? this.#hostAt(target.peer.host, life.host) : life.host;
    if (server === undefined) return new ConnectError(`There is no way from here to ${formatAddress(target.peer)}.`);
    if (target.kind === "named" && life.namedPort(target.name) === undefined) {
      return new ConnectError(`There is no socket ${formatAddress(target.peer)}.`);
    }
    this.#connections += 1;
    const number = this.#connections;
    this.note(`${life.host.name} connects to ${formatAddress(target.peer)}`);
    return openSocketPair({
      time: this.#time,
      random: this.random.fork(`connection ${String(number)}`),
      trace: this.#trace,
      target,
      life,
      watcher,
      server,
      toServer: this.#path(life.host, server),
      toClient: this.#path(server, life.host),
      plan: this.#options.plan?.({ number, from: life.host, to: server }) ?? {},
      chunking: this.#options.chunking ?? "seeded",
      windowBytes: this.#options.windowBytes ?? 262_144,
      giveUpMs: this.#options.giveUpMs ?? 120_000,
    });
  }

  /** For a host's UDP port: puts a datagram on its way. */
  sendDatagram(life: HostLife, port: SimulatedDatagramPort, data: Buffer, to: IPAddress): void {
    const sender = life.host;
    const own =
      port.host.host === "0.0.0.0" || port.host.host === "::" ? this.sourceAddress(sender, to.host) : port.host.host;
    const from = ipAddress("udp", own, port.host.port);
    const everybody = isMulticast(to.host) || isBroadcast(to.host);
    const receivers: (Machine | undefined)[] = everybody ? [...this.#hosts.values()] : [this.#hostAt(to.host, sender)];
    for (const receiver of receivers) {
      if (receiver === undefined) continue;
      if (receiver === sender && isMulticast(to.host) && !port.multicastLoopback) continue;
      const path = this.#path(sender, receiver);
      const arrivals = path.datagramArrivals(data.length);
      if (arrivals.length === 0) this.note(`${formatAddress(from)} > ${formatAddress(to)} datagram lost`);
      for (const arrival of arrivals) {
        this.#time.at(arrival, () => {
          if (!path.down) this.#datagramArrived({ life, port }, receiver, { data, from, to });
        });
      }
    }
  }

  #datagramArrived(
    { life, port }: { readonly life: HostLife; readonly port: SimulatedDatagramPort },
    receiver: Machine,
    { data, from, to }: { readonly data: Buffer; readonly from: IPAddress; readonly to: IPAddress },
  ): void {
    if (!receiver.up) return;
    this.note(`${formatAddress(from)} > ${formatAddress(to)} datagram of ${String(data.length)} bytes`);
    const everybody = isMulticast(to.host) || isBroadcast(to.host);
    const target = isBroadcast(to.host)
      ? ipAddress("udp", receiver.addresses.find((address) => isIPv4(address)) ?? to.host, to.port)
      : to;
    const takers = [...receiver.life.datagramPorts].filter((taker) => taker.takes(target, from));
    for (const taker of everybody ? takers : takers.slice(0, 1)) taker.arrived(Buffer.from(data), from);
    if (takers.length > 0 || everybody) return;
    const back = this.#path(receiver, life.host);
    this.#time.after(back.latency(), () => {
      if (!back.down && life.alive && port.peer?.host === to.host && port.peer.port === to.port) port.refused();
    });
  }

  #hostAt(address: string, from: Machine): Machine | undefined {
    if (isLoopback(address)) return from;
    for (const host of this.#hosts.values()) if (host.addresses.includes(address)) return host;
    return undefined;
  }

  #path(from: Machine, to: Machine): Path {
    if (from === to) return this.#loopback;
    return new LinkPath(this.link(from, to), from.name < to.name ? 0 : 1);
  }

  #resetConnections(link: Link): void {
    for (const { life } of this.#hosts.values())
      for (const end of [...life.ends]) if (end.path.link === link) end.cut();
  }
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
