import { describe, expect, it } from "@jest/globals";
import {
  type MessageEvent,
  type MessageState,
  REQUEST_TRANSITIONS,
  RESPONSE_TRANSITIONS,
} from "../../src/machine/transitions.js";
import { MessageStep, REQUEST_STEPS, RESPONSE_STEPS } from "../../src/machine/message-step.js";

const STATES: MessageState[] = ["idle", "body", "done", "switched", "closed", "failed"];
const EVENTS: MessageEvent[] = ["interim", "head", "data", "end", "next", "switch", "close", "fail"];

describe("the transition tables", () => {
  it("take a message from idle round to idle", () => {
    let state: MessageState = "idle";
    for (const event of ["head", "data", "data", "end", "next"] as const) state = REQUEST_STEPS[event].from(state);
    expect(state).toBe("idle");
    for (const event of ["interim", "head", "end", "next"] as const) state = RESPONSE_STEPS[event].from(state);
    expect(state).toBe("idle");
  });

  it("let nothing out of switched, closed and failed", () => {
    for (const table of [REQUEST_TRANSITIONS, RESPONSE_TRANSITIONS]) {
      for (const state of ["switched", "closed", "failed"] as const) expect(table[state]).toEqual({});
    }
  });

  it("refuse every event that a state doesn't list, and take every one that it does", () => {
    for (const table of [REQUEST_TRANSITIONS, RESPONSE_TRANSITIONS]) {
      for (const state of STATES) {
        for (const event of EVENTS) {
          const next = table[state][event];
          if (next === undefined) expect(() => new MessageStep(table, event).from(state)).toThrow(TypeError);
          else expect(new MessageStep(table, event).from(state)).toBe(next);
        }
      }
    }
  });

  it("reach every state from idle", () => {
    for (const table of [REQUEST_TRANSITIONS, RESPONSE_TRANSITIONS]) {
      const reached = new Set<MessageState>(["idle"]);
      for (const state of reached) for (const next of Object.values(table[state])) reached.add(next);
      expect([...reached].sort()).toEqual([...STATES].sort());
    }
  });
});
