/**
 * The engine of Deferred: one result, and the chain of callbacks that it goes through. The typed face is in
 * `deferred.ts`.
 *
 * The chain is a list of pairs (for a value, for an error), flat in one array. A callback that returns another chain
 * makes its own wait, and leaves an entry at the end of the other's list that resumes it. Running is a loop, never a
 * recursion, however long the list is and however many chains wait on each other in a row.
 *
 * One thing differs from Twisted: a chain that another one has waited for keeps its result, so that its type stays true
 * for everybody else who holds it. An error counts as handled once it has moved on.
 */

import { AlreadyCalledError, CancelledError } from "./deferred-errors.js";
import { isThenable } from "./thenable.js";
import { reportUnhandledError, SuspectList } from "./unhandled-errors.js";

/** A callback, or nothing where a result of that kind goes by. */
export type Handler = ((result: unknown) => unknown) | undefined;

/** Somebody who looks at the result and leaves it as it is: the two ends of a promise. */
export interface Observer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The result is there. */
const FIRED = 1;
/** The result is an error. */
const FAILED = 2;
/** A callback of this chain is on the call stack. */
const RUNNING = 4;
/** The chain waits for another one. */
const WAITING = 8;
/** Somebody has seen the error of now, or it was reported. */
const HANDLED = 16;
/** In the list of suspects. */
const SUSPECT = 32;
/** Cancelled without a canceller: the producer doesn't know, and may fire once more. */
const LATE_FIRE_ALLOWED = 64;

/** `flags & STATE` is `FIRED` where the chain may run now. */
const STATE = FIRED | RUNNING | WAITING;

/** In the place of a callback: the chain beside it waits for the result and goes on with it. */
const RESUME = Symbol("resume");
/** In the place of a callback: the Observer beside it is told of the result. */
const OBSERVE = Symbol("observe");

/** A waiting chain drops what has run when that is half of its list, and at least this many slots. */
const MIN_DROPPED = 64;

/** A result and the callbacks that wait for it. */
export class Chain {
  static readonly #suspects = new SuspectList<Chain>((suspect) => {
    suspect.judge();
  });

  // Declared here and set in the constructor: V8 makes objects of a derived class three times as fast without class
  // fields and private names in its base.
  declare private flags: number;
  declare private result: unknown;
  /** Pairs: those before `cursor` have run, those from `end` on are spare room. Absent when nothing is left to run. */
  declare private entries: unknown[] | undefined;
  declare private cursor: number;
  declare private end: number;
  declare private waitingOn: Chain | undefined;
  declare private canceller: ((chain: never) => void) | undefined;

  protected constructor(canceller: ((chain: never) => void) | undefined) {
    this.flags = 0;
    this.result = undefined;
    this.entries = undefined;
    this.cursor = 0;
    this.end = 0;
    this.waitingOn = undefined;
    this.canceller = canceller;
  }

  /** Whether it has fired. Its chain may still be waiting for something. */
  get called(): boolean {
    return (this.flags & FIRED) !== 0;
  }

  /**
   * Stops it. Before it has fired: runs the canceller and, if that hasn't fired it, fails with `CancelledError`. While
   * the chain waits for another one: cancels that. Otherwise does nothing.
   */
  cancel(): void {
    const target = Chain.innermost(this);
    if (target.called) return;
    const canceller = target.canceller;
    if (canceller === undefined) target.flags |= LATE_FIRE_ALLOWED;
    else canceller(target as never);
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the canceller may have fired it
    if (!target.called) target.fire(new CancelledError(), FIRED | FAILED);
  }

  /** Fires it with a value that is not a promise. */
  protected fireValue(value: unknown): void {
    this.fire(value, FIRED);
  }

  /** Fires it with an error. */
  protected fireError(error: unknown): void {
    this.fire(error, FIRED | FAILED);
  }

  /** Adds a pair of callbacks; runs it now if the result is there. */
  protected append(onValue: Handler, onError: Handler): void {
    if ((this.flags & STATE) === FIRED && this.entries === undefined) {
      this.flags |= RUNNING;
      this.step(onValue, onError);
      this.flags &= ~RUNNING;
      if ((this.flags & WAITING) === 0) this.drive();
    } else {
      this.push(onValue, onError);
    }
  }

  /** A native promise of the result at this point of the chain. Its error counts as handled here. */
  protected observe(): Promise<unknown> {
    if ((this.flags & STATE) === FIRED && this.entries === undefined) {
      if ((this.flags & FAILED) === 0) return Promise.resolve(this.result);
      this.flags |= HANDLED;
      return Promise.reject(this.result);
    }
    return new Promise((resolve, reject) => {
      const observer: Observer = { resolve, reject };
      this.push(OBSERVE, observer);
    });
  }

  /** Makes this chain, which nothing else fires, follow a promise of another kind. */
  protected follow(promise: PromiseLike<unknown>): void {
    // Through the native promise: it guards against a foreign `then` that fires twice, or with another promise.
    void Promise.resolve(promise).then(
      (value) => {
        this.fire(value, FIRED);
      },
      (error: unknown) => {
        this.fire(error, FIRED | FAILED);
      },
    );
  }

  private fire(result: unknown, flags: number): void {
    if ((this.flags & FIRED) !== 0) {
      if ((this.flags & LATE_FIRE_ALLOWED) === 0) throw new AlreadyCalledError();
      this.flags &= ~LATE_FIRE_ALLOWED;
      return;
    }
    this.flags |= flags;
    this.result = result;
    this.canceller = undefined;
    this.drive();
  }

  private push(first: unknown, second: unknown): void {
    const entries = this.entries;
    const end = this.end;
    this.end = end + 2;
    if (entries === undefined) {
      // With room for four pairs: growing costs more than the callbacks of most chains.
      this.entries = [first, second, undefined, undefined, undefined, undefined, undefined, undefined];
    } else if (end < entries.length) {
      entries[end] = first;
      entries[end + 1] = second;
    } else {
      entries.push(first, second);
    }
    if ((this.flags & STATE) === FIRED) this.drive();
  }

  /** Runs this chain, and those that wait for it, and those that wait for them. */
  private drive(): void {
    const resumed = this.run();
    if (resumed !== undefined) Chain.driveBoth(this, resumed);
  }

  private static driveBoth(first: Chain, resumed: Chain): void {
    const toReturnTo: Chain[] = [];
    let current = first;
    let next: Chain | undefined = resumed;
    for (;;) {
      if (next === undefined) {
        const back = toReturnTo.pop();
        if (back === undefined) return;
        current = back;
      } else {
        if (current.entries !== undefined) toReturnTo.push(current);
        current = next;
      }
      // While others ran, somebody may have run the rest of `current`, or set it waiting.
      next = (current.flags & STATE) === FIRED ? current.run() : undefined;
    }
  }

  /** Runs the list until it is empty or has to wait. Stops early for a chain that is to be resumed first, and gives it. */
  private run(): Chain | undefined {
    const entries = this.entries;
    if (entries === undefined) {
      this.suspect();
      return undefined;
    }
    let cursor = this.cursor;
    let resumed: Chain | undefined;
    this.flags |= RUNNING;
    while (cursor < this.end && (this.flags & WAITING) === 0) {
      const first = entries[cursor];
      const second = entries[cursor + 1];
      cursor += 2;
      if (first === RESUME) {
        resumed = second as Chain;
        this.giveResultTo(resumed);
        break;
      }
      if (first === OBSERVE) this.tell(second as Observer);
      else this.step(first as Handler, second as Handler);
    }
    this.flags &= ~RUNNING;
    this.forget(entries, cursor);
    if (resumed === undefined) this.suspect();
    return resumed;
  }

  /** Notes that the first `done` slots of the list have run. */
  private forget(entries: unknown[], done: number): void {
    if (done === this.end) {
      this.entries = undefined;
      this.cursor = 0;
      this.end = 0;
    } else if (done >= MIN_DROPPED && done * 2 >= this.end) {
      entries.splice(0, done);
      this.cursor = 0;
      this.end -= done;
    } else {
      this.cursor = done;
    }
  }

  /** Gives the result to the one of two handlers that is for it, and takes what comes out. */
  private step(onValue: Handler, onError: Handler): void {
    const handler = (this.flags & FAILED) === 0 ? onValue : onError;
    if (handler === undefined) return;
    let result: unknown;
    try {
      result = handler(this.result);
      // A getter called `then` can throw, too.
      if (isThenable(result)) {
        this.adopt(result);
        return;
      }
    } catch (error) {
      // An error that is thrown on stays as handled as it was.
      if ((this.flags & FAILED) === 0 || error !== this.result) this.flags &= ~HANDLED;
      this.flags |= FAILED;
      this.result = error;
      return;
    }
    this.flags &= ~(FAILED | HANDLED);
    this.result = result;
  }

  /** Takes the result of another chain or promise as this one's, or waits for it. */
  private adopt(promise: PromiseLike<unknown>): void {
    let other: Chain;
    if (promise instanceof Chain) {
      if (promise === (this as Chain)) throw new TypeError("a callback returned the Deferred that it was called by");
      other = promise;
    } else {
      other = new Chain(undefined);
      other.follow(promise);
    }
    if ((other.flags & STATE) === FIRED && other.entries === undefined) {
      other.giveResultTo(this);
    } else {
      this.flags = (this.flags & ~(FAILED | HANDLED)) | WAITING;
      this.result = undefined;
      this.waitingOn = other;
      other.push(RESUME, this);
    }
  }

  private giveResultTo(other: Chain): void {
    other.waitingOn = undefined;
    other.flags = (other.flags & ~(WAITING | FAILED | HANDLED)) | (this.flags & FAILED);
    other.result = this.result;
    if ((this.flags & FAILED) !== 0) this.flags |= HANDLED;
  }

  private tell(observer: Observer): void {
    if ((this.flags & FAILED) === 0) {
      observer.resolve(this.result);
    } else {
      this.flags |= HANDLED;
      observer.reject(this.result);
    }
  }

  /** With nothing left to run, an error that nobody has handled makes this a suspect. */
  private suspect(): void {
    if ((this.flags & (FAILED | HANDLED | WAITING | SUSPECT)) !== FAILED || this.entries !== undefined) return;
    this.flags |= SUSPECT;
    Chain.#suspects.add(this);
  }

  private judge(): void {
    this.flags &= ~SUSPECT;
    if ((this.flags & (FAILED | HANDLED)) !== FAILED || this.entries !== undefined) return;
    this.flags |= HANDLED;
    reportUnhandledError(this.result);
  }

  /** The chain at the end of those that wait for each other; `first` itself in a circle, which nothing can fire. */
  private static innermost(first: Chain): Chain {
    let current = first;
    let trailing = first;
    for (let hops = 1; current.waitingOn !== undefined; hops++) {
      current = current.waitingOn;
      if (hops % 2 === 0 && trailing.waitingOn !== undefined) trailing = trailing.waitingOn;
      if (current === trailing) return first;
    }
    return current;
  }
}
