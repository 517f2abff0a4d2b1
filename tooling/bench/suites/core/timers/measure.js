import { answer } from "../../../runner/answer.js";
import { cpuTime } from "../../../runner/cpu-time.js";

const timers = 100_000;

/** Long enough that nothing fires by itself. */
const neverMs = 60_000;

/**
 * Measures timers of one kind.
 *
 * @template Timer What `create` gives.
 * @param {{
 *   create: (delayMs: number, callback: () => void) => Timer,
 *   cancel: (timer: Timer) => void,
 *   putOff: (timer: Timer, delayMs: number) => void,
 * }} kind
 */
export function measureTimers({ create, cancel, putOff }) {
  const made = () => Array.from({ length: timers }, (_each, index) => create(neverMs + (index % 100), ignore));
  answer({
    measure: async () => {
      const cancelled = await cpuTime(() => {
        for (const timer of made()) cancel(timer);
      });
      const fired = await cpuTime(
        () =>
          new Promise((resolve) => {
            let left = timers;
            const fire = () => {
              left -= 1;
              if (left === 0) resolve(undefined);
            };
            for (let index = 0; index < timers; index += 1) create(1 + (index % 10), fire);
          }),
      );
      const living = made();
      const moved = await cpuTime(() => {
        for (const timer of living) putOff(timer, neverMs);
      });
      for (const timer of living) cancel(timer);
      return {
        "create and cancel": cancelled / timers,
        "create and fire": fired / timers,
        "put off": moved / timers,
      };
    },
  });
}

function ignore() {
  // Never called.
}
