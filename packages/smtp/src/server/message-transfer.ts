import { Deferred } from "@twist/core";
import type { MessageStream } from "./message-stream.js";

/** Who is told how a message's hook has answered. */
export interface TransferOwner<Answer> {
  /** The end of the message has come, and so has the hook's answer. */
  transferAnswered(answer: Answer): void;
  /** As `transferAnswered`, where the hook failed. */
  transferFailed(error: unknown): void;
}

/** A message on its way into the application: waits for the end of the message and for the hook's answer, in whichever order they come. */
export class MessageTransfer<Answer> {
  readonly message: MessageStream;
  readonly #owner: TransferOwner<Answer>;
  #state: "running" | "answered" | "failed" = "running";
  #result: unknown;
  #ended = false;

  constructor(message: MessageStream, owner: TransferOwner<Answer>) {
    this.message = message;
    this.#owner = owner;
  }

  /** Calls the hook, once. */
  start(hook: (message: MessageStream) => Answer | PromiseLike<Answer>): void {
    let result: Answer | PromiseLike<Answer>;
    try {
      result = hook(this.message);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (result instanceof Deferred) {
      // A Deferred answers within the call in which it fires.
      result.addCallbacks(this.#answered, this.#failed);
    } else if (isPromise(result)) {
      result.then(this.#answered, this.#failed);
    } else {
      // Nothing to wait for. Who has begun to read goes on; where nobody has, nobody will.
      this.#settle("answered", result);
      if (!this.message.used) this.message.discard();
    }
  }

  /** The end of the message has come. */
  end(): void {
    this.#ended = true;
    this.message.end();
    this.#tell();
  }

  readonly #answered = (answer: unknown): void => {
    // Nobody reads on: what is left is dropped as it comes.
    if (!this.#ended) this.message.discard();
    this.#settle("answered", answer);
  };

  readonly #failed = (error: unknown): void => {
    if (!this.#ended) this.message.discard();
    this.#settle("failed", error);
  };

  #settle(state: "answered" | "failed", result: unknown): void {
    if (this.#state !== "running") return;
    this.#state = state;
    this.#result = result;
    this.#tell();
  }

  #tell(): void {
    if (!this.#ended || this.#state === "running") return;
    const state = this.#state;
    this.#state = "running";
    this.#ended = false;
    if (state === "answered") this.#owner.transferAnswered(this.#result as Answer);
    else this.#owner.transferFailed(this.#result);
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
