import type { ChildProcess } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";
import { Logger } from "../../logging/logger.js";
import { ProcessExitedAlready } from "../../transport/process-errors.js";
import type { ProcessExit, ProcessReceiver, ProcessTransport } from "../../transport/process-transport.js";
import type { ChildFD } from "./spawn-options.js";

const log = new Logger("twist.core.process");

/** A child process that runs, and our ends of its pipes. */
export class ChildProcessTransport implements ProcessTransport {
  readonly #child: ChildProcess;
  readonly #receiver: ProcessReceiver;
  /** Our ends of the pipes that are still open, by the child's number for them. */
  readonly #pipes = new Map<number, Duplex>();
  readonly #readable = new Set<number>();
  #exit: ProcessExit | undefined = undefined;
  #ended = false;

  constructor(child: ChildProcess, receiver: ProcessReceiver, fds: ReadonlyMap<number, ChildFD>) {
    this.#child = child;
    this.#receiver = receiver;
    for (const [fd, kind] of fds) {
      const pipe = child.stdio[fd];
      if (pipe === null || pipe === undefined || (kind !== "write" && kind !== "read")) continue;
      this.#pipes.set(fd, pipe as Duplex);
      if (kind === "read") this.#readable.add(fd);
    }
  }

  /** Tells the receiver, and begins to listen. */
  start(): void {
    for (const [fd, pipe] of this.#pipes) this.#listen(fd, pipe);
    this.#child.on("exit", (code, signal) => {
      this.#exit = { exitCode: code ?? undefined, signal: signal ?? undefined };
      const exit = this.#exit;
      this.#guard("processExited", () => {
        this.#receiver.processExited(exit);
      });
      this.#endIfOver();
    });
    this.#guard("makeConnection", () => {
      this.#receiver.makeConnection(this);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  write(data: Uint8Array | string): boolean {
    return this.writeToChild(0, data);
  }

  writeToChild(fd: number, data: Uint8Array | string): boolean {
    const pipe: Writable | undefined = this.#pipes.get(fd);
    if (pipe === undefined || pipe.writableEnded || pipe.destroyed) return false;
    return pipe.write(data);
  }

  closeStdin(): void {
    this.closeChildFD(0);
  }

  closeStdout(): void {
    this.closeChildFD(1);
  }

  closeStderr(): void {
    this.closeChildFD(2);
  }

  closeChildFD(fd: number): void {
    const pipe = this.#pipes.get(fd);
    if (pipe === undefined) return;
    if (this.#readable.has(fd)) pipe.destroy();
    else pipe.end();
  }

  pauseReading(): void {
    for (const fd of this.#readable) this.#pipes.get(fd)?.pause();
  }

  resumeReading(): void {
    for (const fd of this.#readable) this.#pipes.get(fd)?.resume();
  }

  signalProcess(signal: NodeJS.Signals): void {
    if (this.#exit !== undefined || !this.#child.kill(signal)) throw new ProcessExitedAlready();
  }

  loseConnection(): void {
    for (const fd of [...this.#pipes.keys()]) this.closeChildFD(fd);
  }

  #listen(fd: number, pipe: Duplex): void {
    if (this.#readable.has(fd)) {
      (pipe as Readable).on("data", (data: Buffer) => {
        this.#guard("childDataReceived", () => {
          this.#receiver.childDataReceived(fd, data);
        });
      });
    } else {
      // Nothing is expected to come back on a pipe that we write, but its end is: the child has closed it.
      pipe.resume();
      pipe.once("end", () => {
        pipe.destroy();
      });
    }
    pipe.on("error", (error) => {
      log.debug("A pipe of a child process broke", { pid: this.pid, fd, error });
    });
    pipe.once("close", () => {
      this.#pipes.delete(fd);
      this.#readable.delete(fd);
      this.#guard("childConnectionLost", () => {
        this.#receiver.childConnectionLost(fd);
      });
      this.#endIfOver();
    });
  }

  #endIfOver(): void {
    if (this.#exit === undefined || this.#pipes.size > 0 || this.#ended) return;
    this.#ended = true;
    const exit = this.#exit;
    this.#guard("processEnded", () => {
      this.#receiver.processEnded(exit);
    });
  }

  /** An exception of the receiver's ends its talk with this child, and nothing else. */
  #guard(method: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      log.error(`An exception came out of ${method}; the pipes of the child process are closed`, {
        pid: this.pid,
        error,
      });
      for (const pipe of this.#pipes.values()) pipe.destroy();
    }
  }
}
