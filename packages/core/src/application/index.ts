/**
 * `@twist/core/application`: services that start and stop together, the plugin contract behind `twist <name>`, and `run`.
 *
 * @packageDocumentation
 */

export { DatagramService, type DatagramServiceOptions } from "./datagram-service.js";
export { EndpointService, defaultGraceMs, type EndpointServiceOptions } from "./endpoint-service.js";
export { MultiService } from "./multi-service.js";
export { OptionsError } from "./options-error.js";
export type {
  EndpointOption,
  FlagOption,
  IntegerOption,
  Option,
  OptionsSchema,
  OptionValues,
  PathOption,
  TextOption,
} from "./options-schema.js";
export { readOptions, type ReadOptionsSettings } from "./read-options.js";
export { run, type RunOptions, type RunResult } from "./run.js";
export { serveEndpoints, type Schemes } from "./serve-endpoints.js";
export { defineServiceMaker, isServiceMaker, type ServiceContext, type ServiceMaker } from "./service-maker.js";
export { serviceName, type Service, type StopOptions } from "./service.js";
export { defineTask, type TaskArgument, type TaskContext, type TaskMaker } from "./task-maker.js";
