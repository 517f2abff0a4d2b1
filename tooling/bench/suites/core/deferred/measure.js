import { answer } from "../../../runner/answer.js";
import { cpuTime } from "../../../runner/cpu-time.js";

const batches = 200;
const chainsPerBatch = 1_000;
const chains = batches * chainsPerBatch;

/**
 * Measures chains of one kind. They are made in batches with a turn of the microtask queue after each, so that promises, which run
 * their callbacks only there, get to it as they would in a server.
 *
 * @param {{ chain: () => void, awaited: () => Promise<void> }} work One chain each.
 */
export function measureChains({ chain, awaited }) {
  answer({
    measure: async () => ({
      "create, 3 callbacks, fire": (await cpuTime(() => inBatches(chain))) / chains,
      "create, fire, await": (await cpuTime(() => oneByOne(awaited))) / chains,
    }),
  });
}

/** @param {() => void} chain */
async function inBatches(chain) {
  for (let batch = 0; batch < batches; batch += 1) {
    for (let index = 0; index < chainsPerBatch; index += 1) chain();
    await undefined;
  }
}

/** @param {() => Promise<void>} awaited */
async function oneByOne(awaited) {
  for (let index = 0; index < chains; index += 1) await awaited();
}
