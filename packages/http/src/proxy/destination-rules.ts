/** Ports: one, or all from one to another. */
export type PortRange = number | readonly [from: number, to: number];

/** What may be asked for. */
export interface DestinationRulesOptions {
  /** Hosts that may be asked for: `example.org`; `.example.org` for all below it too. @default all */
  readonly hosts?: readonly string[];
  /** Ports that CONNECT may ask for. @default [443] */
  readonly connectPorts?: readonly PortRange[];
  /** Ports that http URLs may have. @default [80, [1024, 65535]]: below 1024 listen servers that a request in plain text could be made a command to */
  readonly httpPorts?: readonly PortRange[];
}

/** By host and port, before anything is looked up. */
export class DestinationRules {
  readonly #hosts: readonly string[] | undefined;
  readonly #connectPorts: readonly PortRange[];
  readonly #httpPorts: readonly PortRange[];

  constructor({ hosts, connectPorts = [443], httpPorts = [80, [1024, 65_535]] }: DestinationRulesOptions) {
    this.#hosts = hosts?.map((host) => host.toLowerCase());
    this.#connectPorts = connectPorts;
    this.#httpPorts = httpPorts;
  }

  /** Whether a tunnel to there may be made. */
  allowsTunnel(host: string, port: number): boolean {
    return this.#allowsHost(host) && isWithin(port, this.#connectPorts);
  }

  /** Whether a request may be sent there. */
  allowsRequest(host: string, port: number): boolean {
    return this.#allowsHost(host) && isWithin(port, this.#httpPorts);
  }

  #allowsHost(host: string): boolean {
    if (this.#hosts === undefined) return true;
    const lower = host.toLowerCase();
    const name = lower.endsWith(".") ? lower.slice(0, -1) : lower;
    return this.#hosts.some((allowed) =>
      allowed.startsWith(".") ? name.endsWith(allowed) || name === allowed.slice(1) : name === allowed,
    );
  }
}

function isWithin(port: number, ranges: readonly PortRange[]): boolean {
  return ranges.some((range) => (typeof range === "number" ? port === range : port >= range[0] && port <= range[1]));
}
