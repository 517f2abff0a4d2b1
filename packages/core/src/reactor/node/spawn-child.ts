import { spawn, type ChildProcess } from "node:child_process";
import { Deferred } from "../../deferred/deferred.js";
import { CannotSpawnError } from "../../transport/process-errors.js";
import type { SpawnOptions } from "../reactor.js";
import { errorCode, errorMessage } from "./error-code.js";
import { nodeSpawnOptions, type ChildFD } from "./spawn-options.js";

const explanations: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program, or its working directory is not there",
  EACCES: "it is not a program that may be run here",
};

/** Starts a program. Fires when it runs, and fails with `CannotSpawnError` where it can't be started. */
export function spawnChild(
  executable: string,
  options: SpawnOptions,
  fds: ReadonlyMap<number, ChildFD>,
): Deferred<ChildProcess> {
  const deferred = new Deferred<ChildProcess>();
  const { signal } = options;
  let child: ChildProcess;
  try {
    signal?.throwIfAborted();
    child = spawn(executable, [...(options.args ?? [])], nodeSpawnOptions(options, fds));
  } catch (error) {
    deferred.errback(signal?.aborted === true ? signal.reason : cannotSpawn(executable, error));
    return deferred;
  }
  const onError = (error: Error): void => {
    deferred.errback(cannotSpawn(executable, error));
  };
  child.once("error", onError);
  child.once("spawn", () => {
    child.off("error", onError);
    // From here on an error is a signal that could not be sent.
    child.on("error", ignore);
    if (signal !== undefined) killWhenAborted(child, signal);
    deferred.callback(child);
  });
  return deferred;
}

function killWhenAborted(child: ChildProcess, signal: AbortSignal): void {
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  if (signal.aborted) kill();
  else signal.addEventListener("abort", kill, { once: true });
  child.once("exit", () => {
    signal.removeEventListener("abort", kill);
  });
}

function cannotSpawn(executable: string, error: unknown): CannotSpawnError {
  const reason = explanations[errorCode(error)] ?? errorMessage(error);
  return new CannotSpawnError(`Cannot start ${JSON.stringify(executable)}: ${reason}.`, { cause: error });
}

function ignore(): void {
  // `signalProcess` has told already.
}
