export { logPublisher, LogPublisher, type LogEvent, type LogLevel, type LogObserver } from "./log-publisher.js";
export { Logger, type LogFields } from "./logger.js";
