/**
 * Deferred: a result that is not there yet, after Twisted's `defer`. To `await` it is a promise. Beyond promises, its
 * callbacks run synchronously and in order, each changing the result for the next; it can be cancelled; and an error
 * that nobody handles is reported once.
 */

import { asyncContext, bindToContext } from "./async-context.js";
import { Chain, type Handler } from "./chain.js";
import { CancelledError, TimeoutError } from "./deferred-errors.js";
import type { ReactorTime } from "./reactor-time.js";
import { isThenable } from "./thenable.js";

/**
 * A result that is not there yet.
 *
 * There are two ways to it. `addCallback`, `addErrback`, `addCallbacks`, `addBoth` *change* it: each is called
 * synchronously once all before it have run, and what it returns or throws is the result for the next; a promise or
 * Deferred that it returns makes the chain wait. `then`, `catch`, `finally` and `await` *look at* it, from the point of
 * the chain where they were added: they leave it as it is, also for the next who looks.
 *
 * An error that has neither been handled nor looked at when the microtask queue has drained is reported, once, as an
 * unhandled rejection is.
 */
export class Deferred<T> extends Chain implements Promise<T> {
  /**
   * @param canceller Called by `cancel()` while the Deferred has not fired. It stops the work, and may fire the Deferred
   *   with a result of its choice; if it doesn't, the Deferred fails with `CancelledError`, and firing it later throws.
   *   Without a canceller, the first `callback` or `errback` after a `cancel()` does nothing.
   */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it types the canceller
  constructor(canceller?: (deferred: Deferred<T>) => void) {
    super(canceller);
  }

  /** A Deferred with the result of `promise`; `promise` itself, where it is a Deferred. */
  static fromPromise<T>(promise: PromiseLike<T>): Deferred<Awaited<T>> {
    if (promise instanceof Deferred) return promise as Deferred<Awaited<T>>;
    const deferred = new Deferred<Awaited<T>>();
    deferred.follow(promise);
    return deferred;
  }

  /** A Deferred that fails with the signal's reason when it aborts. Cancelling it takes the listener off the signal. */
  static fromSignal(signal: AbortSignal): Deferred<never> {
    const onAbort = (): void => {
      deferred.errback(signal.reason);
    };
    const deferred = new Deferred<never>(() => {
      signal.removeEventListener("abort", onAbort);
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    return deferred;
  }

  get [Symbol.toStringTag](): string {
    return "Deferred";
  }

  /**
   * Fires it with a value: the chain runs before this returns. No exception of a callback comes out of here.
   *
   * @throws AlreadyCalledError if it has fired before.
   * @throws TypeError if `value` is a promise or a Deferred.
   */
  callback(value: T): void {
    if (isThenable(value)) {
      throw new TypeError("callback() takes a value: return a promise from a callback, or use Deferred.fromPromise()");
    }
    this.fireValue(value);
  }

  /**
   * Fires it with an error, which should be an `Error`.
   *
   * @throws AlreadyCalledError if it has fired before.
   */
  errback(error: unknown): void {
    this.fireError(error);
  }

  /** Adds what is to happen to a value. What it returns is the result for the next; what it throws is an error. */
  addCallback<R>(callback: (value: T) => R): Deferred<Awaited<R>> {
    this.add(callback as Handler, undefined);
    return this as unknown as Deferred<Awaited<R>>;
  }

  /** Adds what is to happen to an error. What it returns is a value again; what it throws is the next error. */
  // eslint-disable-next-line @typescript-eslint/prefer-return-this-type -- its result may be of another type
  addErrback<R>(errback: (error: unknown) => R): Deferred<T | Awaited<R>> {
    this.add(undefined, errback);
    return this;
  }

  /** Adds two of which one is called. An error out of `callback` is for the next errback of the chain, not for this. */
  addCallbacks<R, S>(callback: (value: T) => R, errback: (error: unknown) => S): Deferred<Awaited<R> | Awaited<S>> {
    this.add(callback as Handler, errback);
    return this as unknown as Deferred<Awaited<R> | Awaited<S>>;
  }

  /** Adds what is to happen to a value and to an error alike. An error that is *returned* is a value: throw it on. */
  addBoth<R>(callback: (result: unknown) => R): Deferred<Awaited<R>> {
    this.add(callback, callback);
    return this as unknown as Deferred<Awaited<R>>;
  }

  /**
   * Adds what is to happen in any case, and passes the result on: the synchronous `finally`. A promise or Deferred that
   * `cleanup` returns is waited for; an error out of it takes the place of the result.
   */
  addFinally(cleanup: () => unknown): this {
    this.add(
      (value) => {
        const pending = cleanup();
        return isThenable(pending) ? Deferred.fromPromise(pending).addCallback(() => value) : value;
      },
      (error) => {
        const pending = cleanup();
        if (!isThenable(pending)) throw error;
        return Deferred.fromPromise(pending).addCallback(() => {
          throw error;
        });
      },
    );
    return this;
  }

  /** Fires `other` with the result. The chain of this one goes on with nothing. */
  chainDeferred(other: Deferred<T>): Deferred<void> {
    return this.addCallbacks(
      (value) => {
        other.callback(value);
      },
      (error) => {
        other.errback(error);
      },
    );
  }

  /**
   * Cancels it if the chain hasn't come to this point within `timeoutMs` milliseconds. The `CancelledError` then becomes
   * a `TimeoutError`; a value or another error that the canceller gave stays what it is.
   *
   * @param onTimeout What to make of the error instead, whichever it is, once the time has run out.
   */
  addTimeout<R = never>(
    timeoutMs: number,
    clock: ReactorTime,
    onTimeout?: (error: unknown, timeoutMs: number) => R,
    // eslint-disable-next-line @typescript-eslint/prefer-return-this-type -- its result may be of another type
  ): Deferred<T | Awaited<R>> {
    let timedOut = false;
    const timer = clock.callLater(timeoutMs, () => {
      timedOut = true;
      this.cancel();
    });
    this.append(
      (value) => {
        timer.cancel();
        return value;
      },
      (error) => {
        timer.cancel();
        if (timedOut && onTimeout !== undefined) return onTimeout(error, timeoutMs);
        throw timedOut && error instanceof CancelledError ? new TimeoutError(timeoutMs) : error;
      },
    );
    return this;
  }

  /**
   * Cancels it when `signal` aborts, or now if it has. The `CancelledError` then becomes the signal's reason; a value or
   * another error that the canceller gave stays what it is. The listener is gone once the chain has come to this point.
   *
   * @param signal Without one, as with an option that wasn't given, this does nothing.
   */
  withSignal(signal: AbortSignal | undefined): this {
    if (signal === undefined) return this;
    let aborted = false;
    const onAbort = (): void => {
      aborted = true;
      this.cancel();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.append(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        return value;
      },
      (error) => {
        signal.removeEventListener("abort", onAbort);
        throw aborted && error instanceof CancelledError ? signal.reason : error;
      },
    );
    return this;
  }

  /** As a promise's `then`: called from the microtask queue, gives a native promise, leaves the result as it is. */
  then<R = T, S = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => S | PromiseLike<S>) | null,
  ): Promise<R | S> {
    return (this.observe() as Promise<T>).then(onFulfilled, onRejected);
  }

  /** As a promise's `catch`. See `then`. */
  catch<S = never>(onRejected?: ((error: unknown) => S | PromiseLike<S>) | null): Promise<T | S> {
    return (this.observe() as Promise<T>).catch(onRejected);
  }

  /** As a promise's `finally`. See `then`. */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return (this.observe() as Promise<T>).finally(onFinally);
  }

  private add(onValue: Handler, onError: Handler): void {
    if (asyncContext.kept) this.append(bindToContext(onValue), bindToContext(onError));
    else this.append(onValue, onError);
  }
}
