/** What a running child process is, seen from its parent (Twisted's IProcessTransport), and what it drives. */

export interface ProcessTransport {
  /** The process id; `undefined` where it never started. */
  readonly pid: number | undefined;
  /** Writes to the child's standard input. @returns false where the pipe is above its high-water mark. */
  write(data: Uint8Array | string): boolean;
  /** Writes to the pipe that the child reads as descriptor `fd`. */
  writeToChild(fd: number, data: Uint8Array | string): boolean;
  /** Ends the child's standard input. */
  closeStdin(): void;
  closeStdout(): void;
  closeStderr(): void;
  /** Closes our end of the pipe that is the child's descriptor `fd`, after what is written has gone out. */
  closeChildFD(fd: number): void;
  /** No more output of the child is read until `resumeReading`, so that it waits. */
  pauseReading(): void;
  resumeReading(): void;
  /** Sends `signal`. @throws {ProcessExitedAlready} where it is gone. */
  signalProcess(signal: NodeJS.Signals): void;
  /** Closes all pipes; most programs then end by themselves. */
  loseConnection(): void;
}

/** How a child process ended: `exitCode`, or the `signal` that killed it. */
export interface ProcessExit {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** What a child process drives. The `ProcessProtocol` class is the usual way to have one. */
export interface ProcessReceiver {
  makeConnection(transport: ProcessTransport): void;
  /** `fd` is the child's descriptor: 1 is its standard output, 2 its standard error. */
  childDataReceived(fd: number, data: Buffer): void;
  /** The child closed its descriptor `fd`. */
  childConnectionLost(fd: number): void;
  /** The child is gone; some of its output may still come. */
  processExited(exit: ProcessExit): void;
  /** The child is gone and all its pipes are closed. Nothing comes after this. */
  processEnded(exit: ProcessExit): void;
}
