import { fileName } from "./rules/file-name.js";
import { noAmbientIO } from "./rules/no-ambient-io.js";
import { noAmbientTime } from "./rules/no-ambient-time.js";
import { noIndexImport } from "./rules/no-index-import.js";
import { oneExportedClass } from "./rules/one-exported-class.js";
import { sansIO } from "./rules/sans-io.js";

/** The rules of this house that no public plugin has. */
export const house = {
  meta: { name: "house" },
  rules: {
    "file-name": fileName,
    "no-ambient-io": noAmbientIO,
    "no-ambient-time": noAmbientTime,
    "no-index-import": noIndexImport,
    "one-exported-class": oneExportedClass,
    "sans-io": sansIO,
  },
};
