import {
  type MessageEvent,
  type MessageState,
  REQUEST_TRANSITIONS,
  RESPONSE_TRANSITIONS,
  type TransitionTable,
} from "./transitions.js";

/**
 * One event of a transition table, with the states that it is legal in. Made once from the table: a message takes several steps, and to look two names up for
 * each would be a tenth of all that a request costs.
 */
export class MessageStep {
  readonly #event: MessageEvent;
  readonly #froms: MessageState[] = [];
  readonly #tos: MessageState[] = [];

  constructor(table: TransitionTable, event: MessageEvent) {
    this.#event = event;
    for (const [from, events] of Object.entries(table)) {
      const to = events[event];
      if (to === undefined) continue;
      this.#froms.push(from as MessageState);
      this.#tos.push(to);
    }
  }

  /**
   * Where the event leads from `state`.
   * @throws {TypeError} where it isn't legal there: the caller misuses the machine.
   */
  from(state: MessageState): MessageState {
    const froms = this.#froms;
    for (let i = 0; i < froms.length; i++) {
      if (froms[i] === state) return this.#tos[i] ?? state;
    }
    throw new TypeError(`a message that is ${state} can't take ${this.#event}`);
  }
}

/** A step for each event. */
export type MessageSteps = Readonly<Record<MessageEvent, MessageStep>>;

function stepsOf(table: TransitionTable): MessageSteps {
  return {
    interim: new MessageStep(table, "interim"),
    head: new MessageStep(table, "head"),
    data: new MessageStep(table, "data"),
    end: new MessageStep(table, "end"),
    next: new MessageStep(table, "next"),
    switch: new MessageStep(table, "switch"),
    close: new MessageStep(table, "close"),
    fail: new MessageStep(table, "fail"),
  };
}

/** The steps of `REQUEST_TRANSITIONS`. */
export const REQUEST_STEPS = stepsOf(REQUEST_TRANSITIONS);

/** The steps of `RESPONSE_TRANSITIONS`. */
export const RESPONSE_STEPS = stepsOf(RESPONSE_TRANSITIONS);
