/**
 * How long the work kept the processor busy, the garbage collector's threads included. Unlike the time on the wall it is
 * hardly changed by what else the machine does.
 *
 * @param {() => unknown} work
 * @returns {Promise<number>} Nanoseconds.
 */
export async function cpuTime(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
}
