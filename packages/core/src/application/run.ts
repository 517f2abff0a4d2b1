/** Runs a service as a process: starts it, waits for a signal, stops it. */

import { reactor as nodeReactor } from "../reactor/node/reactor.js";
import type { Reactor } from "../reactor/reactor.js";
import { Logger } from "../logging/logger.js";
import { defaultGraceMs } from "./endpoint-service.js";
import { serviceName, type Service } from "./service.js";
import { StopRequests } from "./stop-requests.js";
import { UncaughtErrors } from "./uncaught-errors.js";

const log = new Logger("twist.core.run");

export interface RunOptions {
  /** @default reactor, the real one */
  readonly reactor?: Reactor;
  /** How long the whole service may take to stop; what is in flight then is dropped. @default 10000 */
  readonly graceMs?: number;
  /** The signals that stop it. The second one drops what is in flight. @default SIGINT and SIGTERM */
  readonly signals?: readonly NodeJS.Signals[];
  /** Stops it as a signal would. */
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export interface RunResult {
  /** 0 for a clean stop, 1 where it had to be cut short or went wrong. The process's exit code is set to it. */
  readonly exitCode: 0 | 1;
  /** How many errors nobody caught while it ran. Each was logged, and the process went on. */
  readonly uncaughtErrors: number;
}

/**
 * Starts `service`, and stops it in good order on SIGINT or SIGTERM, or when something stops the reactor. Errors that nobody catches
 * meanwhile are logged and counted. Sets `process.exitCode`; once nothing is left open, Node ends by itself.
 *
 * Fails with the service's own error where it does not start; what had started is stopped again.
 *
 *     await run(new MultiService().add(…).add(…));
 */
export async function run(service: Service, options: RunOptions = {}): Promise<RunResult> {
  const { reactor = nodeReactor, graceMs = defaultGraceMs, signals = ["SIGINT", "SIGTERM"] } = options;
  const uncaught = new UncaughtErrors();
  const stop = new StopRequests(reactor, signals, options.signal);
  try {
    return await runUntilStopped(service, { reactor, graceMs, stop, uncaught });
  } finally {
    stop.release();
    uncaught.release();
  }
}

interface Running {
  readonly reactor: Reactor;
  readonly graceMs: number;
  readonly stop: StopRequests;
  readonly uncaught: UncaughtErrors;
}

async function runUntilStopped(service: Service, { reactor, graceMs, stop, uncaught }: Running): Promise<RunResult> {
  const end = (exitCode: 0 | 1): RunResult => {
    process.exitCode = exitCode;
    return { exitCode, uncaughtErrors: uncaught.count };
  };
  try {
    await service.startService();
  } catch (error) {
    process.exitCode = 1;
    throw error;
  }
  await stop.first;
  const cut = new AbortController();
  const grace = reactor.callLater(graceMs, () => {
    cut.abort();
  });
  void stop.second.then(() => {
    cut.abort();
  });
  try {
    await service.stopService({ signal: cut.signal });
    await reactor.stop();
  } catch (error) {
    log.error(`The service "${serviceName(service)}" did not stop cleanly`, { error });
    return end(1);
  } finally {
    grace.cancel();
  }
  return end(cut.signal.aborted ? 1 : 0);
}
