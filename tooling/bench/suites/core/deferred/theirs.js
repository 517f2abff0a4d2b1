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
    /** @type {(value: number) => void} */
    let resolve = increment;
    const promise = /** @type {Promise<number>} */ (
      new Promise((fulfil) => {
        resolve = fulfil;
      })
    );
    void promise.then(increment).then(increment).then(add);
    resolve(sum & 1);
  },
  awaited: async () => {
    /** @type {(value: number) => void} */
    let resolve = increment;
    const promise = /** @type {Promise<number>} */ (
      new Promise((fulfil) => {
        resolve = fulfil;
      })
    );
    resolve(1);
    sum += await promise;
  },
});
