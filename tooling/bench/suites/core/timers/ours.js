import { reactor } from "@twist/core";
import { measureTimers } from "./measure.js";

measureTimers({
  create: (delayMs, callback) => reactor.callLater(delayMs, callback),
  cancel: (call) => {
    call.cancel();
  },
  putOff: (call, delayMs) => {
    call.reset(delayMs);
  },
});
