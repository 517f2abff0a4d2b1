#!/usr/bin/env node
// What the shell starts. It runs on any Node, so that one that is too old is told so instead of failing on syntax.
import process from "node:process";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`twist: Node ${process.versions.node} is too old; it needs Node 20.19 or newer.\n`);
  process.exitCode = 1;
} else {
  const { main, processTerminal } = await import("../dist/index.js");
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}
