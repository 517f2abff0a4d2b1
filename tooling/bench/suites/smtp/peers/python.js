import { spawnSync } from "node:child_process";

/** Debian's own Python, which is the one that sees Debian's packages. */
export const python = "/usr/bin/python3";

/** Whether Debian's Twisted is here. */
export const hasTwisted = spawnSync(python, ["-c", "import twisted.mail.smtp"]).status === 0;
