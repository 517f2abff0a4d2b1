import { Deferred } from "@twist/core";
import { measureChains } from "./measure.js";

let sum = 0;

/** @param {number} value */
const increment = (value) => value + 1;
/** @param {number} value */
const add = (value) => {
  sum += value;
};

measureChains({
  chain: () => {
    const deferred = /** @type {Deferred<number>} */ (new Deferred());
    deferred.addCallback(increment).addCallback(increment).addCallback(add);
    deferred.callback(sum & 1);
  },
  awaited: async () => {
    const deferred = /** @type {Deferred<number>} */ (new Deferred());
    deferred.callback(1);
    sum += await deferred;
  },
});
