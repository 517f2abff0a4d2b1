/**
 * Code that waits and reads from top to bottom, as an async function, with what an async function lacks: it starts and
 * goes on synchronously, and cancelling its Deferred reaches the one that it waits for.
 */

import { Deferred } from "./deferred.js";
import { CancelledError } from "./deferred-errors.js";
import { following } from "./following.js";
import { isThenable } from "./thenable.js";

/** What the body of `inlineCallbacks` is: a generator that yields what it waits for and returns its result. */
export type InlineBody<R> = Generator<unknown, R, unknown>;

/**
 * Waits inside of `inlineCallbacks`, with the type of the result. A plain `yield deferred` does the same, and gives
 * `unknown`.
 *
 * @example
 * const user = yield* waitFor(lookup(name));
 */
export function* waitFor<T>(value: T): Generator<T, Awaited<T>, unknown> {
  return (yield value) as Awaited<T>;
}

/**
 * Makes a function that returns a Deferred out of a generator function. The generator runs at once, up to the first
 * Deferred or promise it yields that has no result yet, and goes on when that has one; an error is thrown at the
 * `yield`. Any other value that is yielded is given back. The Deferred that was waited for keeps its result; its error
 * counts as handled.
 *
 * Cancelling cancels the Deferred being waited for: the generator sees its `CancelledError` at the `yield`, and what it
 * makes of it is the result.
 *
 * @example
 * const transfer = inlineCallbacks(function* (from: Account, to: Account) {
 *   const lock = yield* waitFor(from.lock.acquire());
 *   try {
 *     return yield* waitFor(from.send(to));
 *   } finally {
 *     lock.release();
 *   }
 * });
 */
export function inlineCallbacks<A extends readonly unknown[], R>(
  body: (...args: A) => InlineBody<R>,
): (...args: A) => Deferred<Awaited<R>> {
  return (...args) => new InlineCall(body(...args)).start();
}

/** One run of a generator. */
class InlineCall<R> {
  readonly #generator: InlineBody<R>;
  /** What the caller holds; after it was cancelled, what that one waits for. */
  #result: Deferred<Awaited<R>>;
  /** What the generator waits for. */
  #waiting: Deferred<unknown> | undefined;
  #running = false;
  #cancelled = false;
  #failed = false;
  #input: unknown = undefined;

  constructor(generator: InlineBody<R>) {
    this.#generator = generator;
    this.#result = this.#makeResult();
  }

  start(): Deferred<Awaited<R>> {
    const result = this.#result;
    this.#advance();
    return result;
  }

  /**
   * A Deferred that doesn't end when it is cancelled, but waits for what the generator makes of that. An errback at the
   * head of its chain, before any that the caller can add, sees to it.
   */
  #makeResult(): Deferred<Awaited<R>> {
    let cancellation: CancelledError | undefined;
    const result = new Deferred<Awaited<R>>((deferred) => {
      cancellation = new CancelledError();
      deferred.errback(cancellation);
    });
    return result.addErrback((error) => {
      if (error !== cancellation || cancellation === undefined) throw error;
      const next = this.#makeResult();
      this.#result = next;
      this.#cancel();
      return next;
    });
  }

  #cancel(): void {
    if (this.#waiting !== undefined) this.#waiting.cancel();
    else this.#cancelled = true;
  }

  readonly #onValue = (value: unknown): void => {
    this.#resume(value, false);
  };

  readonly #onError = (error: unknown): void => {
    this.#resume(error, true);
  };

  #resume(input: unknown, failed: boolean): void {
    this.#waiting = undefined;
    this.#input = input;
    this.#failed = failed;
    if (!this.#running) this.#advance();
  }

  /** Runs the generator until it waits or ends. A result that is there at once comes around the loop, not the stack. */
  #advance(): void {
    this.#running = true;
    let step: IteratorResult<unknown, R>;
    do {
      try {
        step = this.#failed ? this.#generator.throw(this.#input) : this.#generator.next(this.#input);
      } catch (error) {
        this.#result.errback(error);
        return;
      }
      if (step.done === true) {
        this.#finish(step.value);
        return;
      }
      this.#wait(step.value);
    } while (this.#waiting === undefined);
    this.#running = false;
  }

  #wait(yielded: unknown): void {
    if (isThenable(yielded)) this.#follow(yielded, this.#onValue, this.#onError);
    else this.#resume(yielded, false);
  }

  /** The generator has returned, perhaps a promise: then that is what a cancellation reaches. */
  #finish(value: R): void {
    const onValue = (awaited: unknown): void => {
      this.#result.callback(awaited as Awaited<R>);
    };
    const onError = (error: unknown): void => {
      this.#result.errback(error);
    };
    if (isThenable(value)) this.#follow(value, onValue, onError);
    else onValue(value);
  }

  #follow(promise: PromiseLike<unknown>, onValue: (value: unknown) => void, onError: (error: unknown) => void): void {
    const waiting = following(promise);
    this.#waiting = waiting;
    waiting.addCallbacks(onValue, onError);
    // Cancelled from inside of the generator's own code: it has nothing to be cancelled until it waits.
    if (this.#cancelled && this.#waiting === waiting) {
      this.#cancelled = false;
      waiting.cancel();
    }
  }
}
