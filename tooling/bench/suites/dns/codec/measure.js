import { answer } from "../../../runner/answer.js";
import { cpuTime } from "../../../runner/cpu-time.js";

const rounds = 100_000;

/** A codec's work on one message: all of it, whether it is done at once or when it is asked for. @param {{ decode: () => unknown, encode: () => unknown }} codec */
export function measureCodec({ decode, encode }) {
  answer({
    measure: async () => ({
      "decode 8 records":
        (await cpuTime(() => {
          repeat(decode);
        })) / rounds,
      "encode 8 records":
        (await cpuTime(() => {
          repeat(encode);
        })) / rounds,
    }),
  });
}

/** @param {() => unknown} work */
function repeat(work) {
  for (let round = 0; round < rounds; round += 1) work();
}
