/**
 * What may come when, of all commands in one table, made of what each says of itself.
 *
 *                 hello    ready    mail     rcpt     bdat
 *     EHLO …      ready    ready    ready    ready    ready
 *     MAIL        ·        mail     ·        ·        ·
 *     RCPT        ·        ·        rcpt     rcpt     ·
 *     DATA        ·        ·        ·        ready    ·
 *     BDAT        ·        ·        ·        bdat     bdat         (with LAST: ready)
 *     RSET        hello    ready    ready    ready    ready
 *     AUTH        ·        ready    ·        ·        ·
 *     STARTTLS    ·        hello    ·        ·        ·
 *     others      stay where they are
 *
 * A dot is a 503. Where a command is refused, the state stays.
 */

import { auth } from "../commands/auth.js";
import { bdat } from "../commands/bdat.js";
import type { Transitions } from "../commands/command.js";
import { data } from "../commands/data.js";
import { ehlo } from "../commands/ehlo.js";
import { expn } from "../commands/expn.js";
import { helo } from "../commands/helo.js";
import { help } from "../commands/help.js";
import { lhlo } from "../commands/lhlo.js";
import { mail } from "../commands/mail.js";
import { noop } from "../commands/noop.js";
import { quit } from "../commands/quit.js";
import { rcpt } from "../commands/rcpt.js";
import { rset } from "../commands/rset.js";
import { starttls } from "../commands/starttls.js";
import { vrfy } from "../commands/vrfy.js";
import { xclient } from "../commands/xclient.js";
import { xforward } from "../commands/xforward.js";

const commands = [
  ...[ehlo, helo, lhlo, mail, rcpt, data, bdat, rset, noop, quit],
  ...[vrfy, expn, help, starttls, auth, xclient, xforward],
] as const;

/** Any command, parsed. */
export type SMTPCommand = ReturnType<(typeof commands)[number]["parse"]>;

/** The verb of a command. */
export type Verb = SMTPCommand["verb"];

/** Each command that there is, by its verb. */
export const COMMANDS: ReadonlyMap<string, (typeof commands)[number]> = new Map(
  commands.map((command) => [command.verb, command]),
);

/** For each command, in which states it is legal and where it leads. */
export const SESSION_TRANSITIONS = Object.fromEntries(
  commands.map(({ verb, transitions }) => [verb, transitions]),
) as Readonly<Record<Verb, Transitions>>;
