/** Who has a message pushed to it. */
export interface MessageReceiver {
  /** The next bytes. They share memory with what was received: copy them to keep them for long. */
  messageData(content: Buffer): void;
  /** That was all. */
  messageEnd(): void;
  /** The rest never comes: the connection ended, or the message is refused, for example for its size. Forget what has come. */
  messageFailed(error: Error): void;
}

/** What a receiver reads from. */
export interface ReadableMessage {
  /** Pushes it to `receiver`, from this call on. */
  deliverTo(receiver: MessageReceiver): void;
  /** The receiver has enough for now. */
  pause(): void;
  /** The receiver wants more. */
  resume(): void;
  /** Nobody wants the rest. */
  discard(): void;
}
