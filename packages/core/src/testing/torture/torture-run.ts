import { isTwistError } from "../../errors/twist-error.js";
import { logPublisher } from "../../logging/log-publisher.js";
import { Factory } from "../../protocol/factory.js";
import { SimulatedNetwork } from "../simulated-network/simulated-network.js";
import type { StreamMeter } from "../simulated-network/socket-pair.js";
import { parseTranscript } from "../transcript/parse-transcript.js";
import { DialoguePeer } from "./dialogue-peer.js";
import { TortureFailure } from "./torture-failure.js";
import type { DialogueLength, TorturePlan } from "./torture-plan.js";
import type { TortureClient, TortureSubject, TortureWorld } from "./torture-subject.js";
import { WatchedFactory } from "./watched-factory.js";

/** Nobody's time-out is longer than two days. */
const maxVirtualMs = 172_800_000;
const port = 7;

/**
 * Does one thing to a protocol: the run that a `TortureFailure` names.
 * @returns how many bytes were delivered in each direction.
 * @throws {TortureFailure} where the protocol does not stand it.
 */
export async function replayTorture(subject: TortureSubject, plan: TorturePlan): Promise<DialogueLength> {
  const meter: StreamMeter = { toServer: 0, toClient: 0 };
  const { fault } = plan;
  const net = new SimulatedNetwork({
    seed: plan.seed,
    chunking: plan.chunking,
    link: { latencyMs: 10, jitterMs: plan.chunking === "seeded" ? 50 : 0 },
    maxVirtualMs,
    plan: () => ({ meter, ...(fault === undefined ? {} : { [fault.direction]: fault }) }),
  });
  const fail = (problem: string, cause?: unknown): TortureFailure =>
    new TortureFailure(subject.name, plan, problem, cause === undefined ? undefined : { cause });
  const isOwn = (error: unknown): boolean =>
    subject.isOwnError === undefined ? isTwistError(error) : subject.isOwnError(error);
  const foreign: unknown[] = [];
  const stopListening = logPublisher.addObserver(({ level, error, message }) => {
    if (level === "error" && !isOwn(error)) foreign.push(error ?? new Error(message));
  });
  try {
    const world = { serverReactor: net.host("server").reactor, clientReactor: net.host("client").reactor };
    const server = new WatchedFactory(makeServer(subject, world));
    const client = makeClient(subject, world);
    const clientFactory = new WatchedFactory(client.factory);
    const listening = await world.serverReactor.listenTCP(port, server);
    const [address] = await world.clientReactor.resolve("server");
    const outcome = watchOutcome(client.done);
    world.clientReactor.connectTCP(address?.host ?? "", port, clientFactory).addErrback(() => undefined);
    await net.run();
    if (foreign.length > 0) throw fail(`an error that is not its own: ${String(foreign[0])}`, foreign[0]);
    if (outcome.state === "waiting") throw fail("it waits for something that will never come");
    if (outcome.state === "failed" && fault === undefined)
      throw fail(`the dialogue failed: ${describe(outcome.error)}`, outcome.error);
    if (outcome.state === "failed" && !isOwn(outcome.error))
      throw fail(`it failed with an error that is not its own: ${describe(outcome.error)}`, outcome.error);
    await listening.stopListening();
    const left = net.openHandles();
    if (left.length > 0) throw fail(`something is left open: ${left.join(", ")}`);
    const problem = server.problem() ?? clientFactory.problem();
    if (problem !== undefined) throw fail(problem);
    return meter;
  } catch (error) {
    if (error instanceof TortureFailure) throw error;
    throw fail(describe(error), error);
  } finally {
    stopListening();
  }
}

interface Outcome {
  state: "waiting" | "done" | "failed";
  error: unknown;
}

function watchOutcome(done: PromiseLike<unknown>): Outcome {
  const outcome: Outcome = { state: "waiting", error: undefined };
  done.then(
    () => {
      outcome.state = "done";
    },
    (error: unknown) => {
      outcome.state = "failed";
      outcome.error = error;
    },
  );
  return outcome;
}

function makeServer(
  subject: TortureSubject,
  world: TortureWorld,
): Factory | ReturnType<NonNullable<TortureSubject["server"]>> {
  if (subject.server !== undefined) return subject.server(world);
  const transcript = parseTranscript(dialogueOf(subject));
  return Factory.from(() => {
    const peer = new DialoguePeer(transcript, "S");
    // What the client makes of it counts; a script that was interrupted has nothing to say.
    peer.done.addErrback(() => undefined);
    return peer;
  });
}

function makeClient(subject: TortureSubject, world: TortureWorld): TortureClient {
  if (subject.client !== undefined) return subject.client(world);
  const peer = new DialoguePeer(parseTranscript(dialogueOf(subject)), "C");
  return { factory: Factory.from(() => peer), done: peer.done };
}

function dialogueOf(subject: TortureSubject): string {
  if (subject.dialogue === undefined)
    throw new TypeError(`${subject.name} has no dialogue, and not both a server and a client.`);
  return subject.dialogue;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
