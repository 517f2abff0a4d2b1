import { Protocol } from "@twist/core";

/** Takes a wire that nobody has a use for, and breaks it off. */
export class RefusedEnd extends Protocol {
  override connectionMade(): void {
    this.transport.abortConnection();
  }
}
