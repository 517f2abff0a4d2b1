import { readFileSync, readdirSync } from "node:fs";

/** Seconds that this process has kept processors busy. */
export function ownBusySeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The same of another process with all of its threads, in hundredths. @param {number} pid */
export function busySecondsOf(pid) {
  const { own } = statOf(pid);
  return own;
}

/** The time that a program's one thread was on a processor, in nanoseconds' steps. @param {number} pid */
export function threadBusySeconds(pid) {
  const [nanoseconds] = readFileSync(`/proc/${String(pid)}/schedstat`, "latin1").split(" ");
  return Number(nanoseconds) / 1e9;
}

/** The time of a process and of its children, those that have ended included. @param {number} pid */
export function familyBusySeconds(pid) {
  const { own, endedChildren } = statOf(pid);
  return readdirSync("/proc")
    .map(Number)
    .filter((other) => other > 0)
    .reduce((sum, other) => {
      const stat = tryStatOf(other);
      return stat?.parent === pid ? sum + stat.own : sum;
    }, own + endedChildren);
}

/** @param {number} pid */
function tryStatOf(pid) {
  try {
    return statOf(pid);
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}

/** @param {number} pid */
function statOf(pid) {
  // Behind the name, which may hold anything: the parent is the 2nd, and utime, stime, cutime and cstime begin at the 12th, in hundredths of a second.
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, "latin1")
      .split(") ")[1]
      ?.split(" ")
      .map(Number) ?? [];
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
  return { parent: fields[1], own: (utime + stime) / 100, endedChildren: (cutime + cstime) / 100 };
}
