import { fileURLToPath } from "node:url";

// Found from here, so that no package has to list what only this file names.
const tsJest = fileURLToPath(import.meta.resolve("ts-jest"));
const resultsReporter = fileURLToPath(import.meta.resolve("./results-reporter.mjs"));

/**
 * The jest configuration that every package shares: ES modules as published, TypeScript through
 * ts-jest, and sibling packages loaded from their sources (the "@twist/source" export condition), so
 * that nothing has to be built before a test runs. Types are checked by a task of their own (`typecheck`).
 *
 * @param {string} displayName The package's folder name.
 * @returns {import("jest").Config}
 */
export function jestConfig(displayName) {
  return {
    displayName,
    reporters: ["default", resultsReporter],
    testEnvironment: "node",
    testEnvironmentOptions: { customExportConditions: ["@twist/source", "node", "node-addons"] },
    extensionsToTreatAsEsm: [".ts"],
    // No test waits for real time, so only a test that hangs comes near this, also on a machine that is busy with others.
    testTimeout: 30_000,
    testMatch: ["<rootDir>/test/**/*.test.{ts,js}"],
    testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/fixtures/"],
    modulePathIgnorePatterns: ["<rootDir>/test/fixtures/", "<rootDir>/dist/"],
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    transform: { "\\.ts$": [tsJest, { useESM: true, tsconfig: "<rootDir>/tsconfig.json", diagnostics: false }] },
  };
}
