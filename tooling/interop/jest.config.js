import { jestConfig } from "@twist-tooling/jest";

export default {
  ...jestConfig("interop"),
  // Programs take their time to start, more so on a busy machine.
  testTimeout: 30_000,
};
