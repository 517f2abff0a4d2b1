import { Logger, type ReactorTime } from "@twist/core";
import { AliasTable } from "./alias-table.js";
import { CheckedFile } from "./checked-file.js";

/** Where aliases come from. */
export interface AliasSource {
  read(): AliasTable | PromiseLike<AliasTable>;
}

const log = new Logger("twist.mail.aliases");

/** An aliases file. A change of it is noticed within a second; its bad lines are logged each time that it is read. */
export class AliasesFile implements AliasSource {
  readonly #file: CheckedFile<AliasTable>;

  constructor(path: string, clock: ReactorTime) {
    this.#file = new CheckedFile(path, {
      clock,
      parse(text) {
        const table = AliasTable.parse(text);
        for (const { lineNumber, reason } of table.badLines) {
          log.warn("skipped a line of the aliases file", { path, lineNumber, reason });
        }
        return table;
      },
    });
  }

  read(): AliasTable | Promise<AliasTable> {
    return this.#file.read();
  }
}
