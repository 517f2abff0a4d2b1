import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock: enough to tell later whether that process is still there. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks; 0 where the system doesn't say. A number of a process is used again, but not at the same tick. */
  readonly started: number;
  readonly host: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid), host: encodeURIComponent(hostname()) };
}

/** Whether that process is gone for certain. Of one on another host nobody here can say. */
export function isGone({ pid, started, host }: ProcessIdentity): boolean {
  if (host !== encodeURIComponent(hostname())) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const now = startOf(pid);
  return started !== 0 && now !== 0 && started !== now;
}

/** Field 22 of /proc/PID/stat, see proc(5). The second field, in parentheses, may hold spaces. */
function startOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]) || 0;
  } catch {
    return 0;
  }
}
