import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { HostLife, type Machine } from "./host-life.js";
import type { OutageOptions } from "./link.js";
import type { NetworkServices } from "./network-services.js";
import type { NetworkTime } from "./network-time.js";
import { SimulatedReactor } from "./simulated-reactor.js";

/** A machine on a simulated network. */
export class SimulatedHost implements Machine {
  readonly name: string;
  /** Its literal addresses, in the order in which its name resolves to them. */
  readonly addresses: readonly string[];
  /** What `connectProcess` can start here: see `program`. */
  readonly programs = new Map<string, ProtocolFactory>();
  readonly #network: NetworkServices;
  readonly #time: NetworkTime;
  readonly #programs: ((reactor: SimulatedReactor) => unknown)[] = [];
  #life: HostLife;
  #reactor: SimulatedReactor;
  #up = true;

  /** Use `network.host(name)`. */
  constructor(name: string, addresses: readonly string[], network: NetworkServices, time: NetworkTime) {
    this.name = name;
    this.addresses = addresses;
    this.#network = network;
    this.#time = time;
    this.#life = new HostLife(this);
    this.#reactor = new SimulatedReactor(this.#life, network, time);
  }

  /** Its reactor. A crash ends it: whatever it is still asked is not done. After a restart there is a new one. */
  get reactor(): SimulatedReactor {
    return this.#reactor;
  }

  /** Whether it runs. */
  get up(): boolean {
    return this.#up;
  }

  /** For the network: its present run, or its last. */
  get life(): HostLife {
    return this.#life;
  }

  /** What it does when it starts: called now, and again after each restart, with the reactor of that run. */
  onBoot(program: (reactor: SimulatedReactor) => unknown): void {
    this.#programs.push(program);
    if (this.#up) program(this.#reactor);
  }

  /** Lets `connectProcess(executable)` reach a protocol of `factory`, in the place of a real program. */
  program(executable: string, factory: ProtocolFactory): void {
    this.programs.set(executable, factory);
  }

  /** The machine loses its power: nobody on it hears anything any more, and nobody elsewhere is told. */
  crash(options: OutageOptions = {}): void {
    this.#fall(options, false);
  }

  /** Its programs die, but the machine lives: it resets their connections. */
  kill(options: OutageOptions = {}): void {
    this.#fall(options, true);
  }

  /** Starts it again, with what `onBoot` was given. Does nothing where it runs. */
  restart(): void {
    if (this.#up) return;
    this.#up = true;
    this.#life = new HostLife(this);
    this.#reactor = new SimulatedReactor(this.#life, this.#network, this.#time);
    this.#network.note(`${this.name} started`);
    for (const program of this.#programs) program(this.#reactor);
  }

  #fall({ afterMs = 0, forMs }: OutageOptions, reset: boolean): void {
    if (afterMs > 0) {
      this.#time.after(afterMs, () => {
        this.#fall(forMs === undefined ? {} : { forMs }, reset);
      });
      return;
    }
    if (!this.#up) return;
    this.#network.note(`${this.name} ${reset ? "killed" : "crashed"}`);
    this.#up = false;
    this.#life.end(reset);
    this.#reactor.end();
    if (forMs !== undefined) {
      this.#time.after(forMs, () => {
        this.restart();
      });
    }
  }
}
