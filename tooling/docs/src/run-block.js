/** In a process of its own: runs one block, and says when it has come to its end. What it has started goes on. */
import { pathToFileURL } from "node:url";

await import(pathToFileURL(process.argv[2] ?? "").href);
process.send?.("done");
