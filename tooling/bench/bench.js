/** `pnpm bench SUITE… [--json] [--check] [--only TEXT]`: measures the built packages side by side with their peers. */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { machine } from "./runner/machine.js";
import { runSuite } from "./runner/run-suite.js";
import { formatTable } from "./runner/table.js";

/** @typedef {import("./runner/benchmark.js").Benchmark} Benchmark */

const suites = readdirSync(new URL("suites", import.meta.url));

const usage = `usage: pnpm bench SUITE... [--only TEXT] [--json] [--check]

  SUITE        ${suites.join(", ")}
  --only TEXT  run only the benchmarks with TEXT in their name
  --json       print the results as JSON
  --check      exit with 1 where a target is missed (otherwise 0 whatever the results)`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: "string", default: "" },
      json: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.find((name) => !suites.includes(name));
  if (unknown !== undefined) throw new Error(`there is no suite "${unknown}"\n\n${usage}`);
  if (positionals.length === 0) throw new Error(usage);

  const results = [];
  for (const name of positionals) {
    const module = /** @type {{ suite: Benchmark[] }} */ (await import(`./suites/${name}/suite.js`));
    const chosen = module.suite.filter((benchmark) => benchmark.name.includes(values.only));
    results.push({ suite: name, ...machine(), rows: await runSuite(chosen) });
  }
  if (values.json) {
    console.log(JSON.stringify(results, null, 2));
  } else {
    for (const { suite, node, cpu, cores, pinned, rows } of results) {
      const where = pinned ? "server and load pinned to a core each" : "nothing pinned to a core";
      console.log(`\n${suite}: Node ${node}, ${cpu}, ${String(cores)} cores, ${where}\n\n${formatTable(rows)}`);
    }
  }
  const missed = results.some(({ rows }) => rows.some(({ verdict }) => verdict === "miss"));
  return values.check && missed ? 1 : 0;
}
