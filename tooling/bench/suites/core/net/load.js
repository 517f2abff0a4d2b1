/** The load on the servers, in a process of its own. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "../../../runner/answer.js";

/** @typedef {import("node:net").Socket} Socket */

/** @type {Socket[]} */
let idle = [];

answer({ roundTrips, echoBytes, takeBytes, holdIdle, dropIdle });

/**
 * Each connection sends one message, waits until it has come back, and sends the next.
 *
 * @param {{ port: number, connections: number, messageBytes: number, seconds: number }} load
 */
async function roundTrips({ port, connections, messageBytes, seconds }) {
  const message = Buffer.alloc(messageBytes, "x");
  const sockets = await open(port, connections);
  let done = 0;
  for (const socket of sockets) {
    let missing = messageBytes;
    socket.on("data", (data) => {
      missing -= data.length;
      if (missing > 0) return;
      missing = messageBytes;
      done += 1;
      socket.write(message);
    });
    socket.write(message);
  }
  return timed(sockets, seconds, () => done);
}

/**
 * Each connection keeps `windowBytes` on their way, and counts what comes back.
 *
 * @param {{ port: number, connections: number, windowBytes: number, seconds: number }} load
 */
async function echoBytes({ port, connections, windowBytes, seconds }) {
  const window = Buffer.alloc(windowBytes, "x");
  const sockets = await open(port, connections);
  let bytes = 0;
  for (const socket of sockets) {
    socket.on("data", (data) => {
      bytes += data.length;
      socket.write(window.subarray(0, data.length));
    });
    socket.write(window);
  }
  return timed(sockets, seconds, () => bytes);
}

/**
 * Counts what a server sends by itself.
 *
 * @param {{ port: number, connections: number, seconds: number }} load
 */
async function takeBytes({ port, connections, seconds }) {
  let bytes = 0;
  const sockets = await open(port, connections);
  for (const socket of sockets) {
    socket.on("data", (data) => {
      bytes += data.length;
    });
  }
  return timed(sockets, seconds, () => bytes);
}

/**
 * Opens connections that say one byte each, get it back, and then say nothing.
 *
 * @param {{ port: number, connections: number }} load
 */
async function holdIdle({ port, connections }) {
  while (idle.length < connections) {
    const sockets = await open(port, Math.min(500, connections - idle.length));
    await Promise.all(
      sockets.map(async (socket) => {
        socket.write("x");
        await once(socket, "data");
      }),
    );
    idle.push(...sockets);
  }
}

async function dropIdle() {
  const sockets = idle;
  idle = [];
  await close(sockets);
}

/**
 * @param {readonly Socket[]} sockets
 * @param {number} seconds
 * @param {() => number} count
 */
async function timed(sockets, seconds, count) {
  const countBefore = count();
  const before = performance.now();
  await sleep(seconds * 1_000);
  const measured = { amount: count() - countBefore, seconds: (performance.now() - before) / 1_000 };
  await close(sockets);
  return measured;
}

/**
 * @param {number} port
 * @param {number} connections
 */
async function open(port, connections) {
  const sockets = Array.from({ length: connections }, () => connect({ port, host: "127.0.0.1", noDelay: true }));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return sockets;
}

/** @param {readonly Socket[]} sockets */
async function close(sockets) {
  await Promise.all(
    sockets.map(async (socket) => {
      const closed = once(socket, "close");
      socket.destroy();
      await closed;
    }),
  );
}
