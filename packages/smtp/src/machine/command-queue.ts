import type { ClientCommand } from "./client-command.js";

/** Commands in order, linked through themselves: a command is in one queue at a time. */
export class CommandQueue {
  #first: ClientCommand | undefined;
  #last: ClientCommand | undefined;

  /** The one whose turn it is. */
  get first(): ClientCommand | undefined {
    return this.#first;
  }

  push(command: ClientCommand): void {
    command.next = undefined;
    if (this.#last === undefined) this.#first = command;
    else this.#last.next = command;
    this.#last = command;
  }

  unshift(command: ClientCommand): void {
    command.next = this.#first;
    this.#first = command;
    this.#last ??= command;
  }

  shift(): ClientCommand | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    this.#first = first.next;
    if (this.#first === undefined) this.#last = undefined;
    first.next = undefined;
    return first;
  }

  /** Takes out those that `isUnwanted`. @returns how many there were. */
  remove(isUnwanted: (command: ClientCommand) => boolean): number {
    let removed = 0;
    let rest = this.#first;
    this.#first = undefined;
    this.#last = undefined;
    while (rest !== undefined) {
      const command = rest;
      rest = command.next;
      if (isUnwanted(command)) removed++;
      else this.push(command);
    }
    return removed;
  }
}
