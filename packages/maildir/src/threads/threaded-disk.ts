import { type Disk, nodeDisk } from "../files/disk.js";
import { FileThreads } from "./file-threads.js";

/** The process's, as libuv's are. */
const threads = new FileThreads();

/**
 * {@link nodeDisk}, but for messages of up to 64 KiB, which up to four threads store, several at a time. For servers: where many are delivered at once it spares
 * most of the trips between threads. Each takes up about ten megabytes; they are started when there is work for them.
 */
export const threadedDisk: Disk = { ...nodeDisk, storeFile: (file) => threads.store(file) };
