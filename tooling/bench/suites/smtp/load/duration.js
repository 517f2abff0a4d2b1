/**
 * How long to go on: for so much time, and also for so many messages, so that on a busy machine a measurement isn't one of code that the compiler hasn't seen yet.
 *
 * @typedef {{ milliseconds: number, messages: number }} Amount
 */

/** A machine too busy for that many is waited for no longer than this. */
const patienceMs = 15_000;

/** What is measured at a time. @type {Amount} */
export const measured = { milliseconds: 800, messages: 1_500 };

/** What comes before the first measurement. @type {Amount} */
export const warmUp = { milliseconds: 1_500, messages: 6_000 };

/**
 * @param {Amount} amount
 * @returns {(messages: number) => boolean} Whether more than so many messages are to be sent.
 */
export function startOf({ milliseconds, messages }) {
  const start = performance.now();
  return (sent) => {
    const passed = performance.now() - start;
    return passed < milliseconds || (sent < messages && passed < patienceMs);
  };
}
