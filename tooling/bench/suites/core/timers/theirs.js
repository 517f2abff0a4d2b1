import { clearTimeout, setTimeout } from "node:timers";
import { measureTimers } from "./measure.js";

measureTimers({
  create: (delayMs, callback) => setTimeout(callback, delayMs),
  cancel: (/** @type {NodeJS.Timeout} */ timer) => {
    clearTimeout(timer);
  },
  putOff: (/** @type {NodeJS.Timeout} */ timer) => {
    timer.refresh();
  },
});
