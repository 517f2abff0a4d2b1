import { fileURLToPath } from "node:url";

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
    reporters: ["default", fileURLToPath(import.meta.resolve("./results-reporter.mjs"))],
    testEnvironment: "node",
    testEnvironmentOptions: { customExportConditions: ["@twist/source", "node", "node-addons"] },
    extensionsToTreatAsEsm: [".ts"],
    testMatch: ["<rootDir>/test/**/*.test.ts"],
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    transform: { "\\.ts$": ["ts-jest", { useESM: true, tsconfig: "<rootDir>/tsconfig.json", diagnostics: false }] },
  };
}
