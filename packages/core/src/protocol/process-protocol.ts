import type { ProcessExit, ProcessReceiver, ProcessTransport } from "../transport/process-transport.js";

/** Speaks with a child process (Twisted's ProcessProtocol). Override what you need. */
export abstract class ProcessProtocol implements ProcessReceiver {
  /** The child. It is there from `connectionMade` on. */
  transport!: ProcessTransport;

  /** Called by the transport. Override `connectionMade` instead. */
  makeConnection(transport: ProcessTransport): void {
    this.transport = transport;
    this.connectionMade();
  }

  /** The child runs. */
  connectionMade(): void {
    // Nothing to do by default.
  }

  /** Bytes from the child's descriptor `fd`; by default those of 1 and 2 go to `outReceived` and `errReceived`. */
  childDataReceived(fd: number, data: Buffer): void {
    if (fd === 1) this.outReceived(data);
    else if (fd === 2) this.errReceived(data);
  }

  /** Bytes from the child's standard output. */
  outReceived(_data: Buffer): void {
    // Nothing to do by default.
  }

  /** Bytes from the child's standard error. */
  errReceived(_data: Buffer): void {
    // Nothing to do by default.
  }

  /** The child closed its descriptor `fd`. */
  childConnectionLost(_fd: number): void {
    // Nothing to do by default.
  }

  /** The child is gone; some of its output may still come. */
  processExited(_exit: ProcessExit): void {
    // Nothing to do by default.
  }

  /** The child is gone and all its pipes are closed. No method is called after this one. */
  processEnded(_exit: ProcessExit): void {
    // Nothing to do by default.
  }
}
