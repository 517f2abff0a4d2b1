/** One element's place in a `LinkedQueue`, with which it can be taken out of the middle. */
export interface QueuePlace<E> {
  readonly element: E;
  before: QueuePlace<E> | undefined;
  after: QueuePlace<E> | undefined;
  queued: boolean;
}

/** First in, first out, in constant time, also for one who leaves the queue from the middle. */
export class LinkedQueue<E> {
  #first: QueuePlace<E> | undefined;
  #last: QueuePlace<E> | undefined;
  #size = 0;

  /** How many are in it. */
  get size(): number {
    return this.#size;
  }

  /** Puts `element` at the end. */
  push(element: E): QueuePlace<E> {
    const place: QueuePlace<E> = { element, before: this.#last, after: undefined, queued: true };
    if (this.#last === undefined) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    this.#size += 1;
    return place;
  }

  /** Takes out the first, if there is one. */
  shift(): QueuePlace<E> | undefined {
    const place = this.#first;
    if (place !== undefined) this.remove(place);
    return place;
  }

  /** Takes out the one at `place`, which must be of this queue. Does nothing if it has left. */
  remove(place: QueuePlace<E>): void {
    if (!place.queued) return;
    place.queued = false;
    if (place.before === undefined) this.#first = place.after;
    else place.before.after = place.after;
    if (place.after === undefined) this.#last = place.before;
    else place.after.before = place.before;
    this.#size -= 1;
  }
}
