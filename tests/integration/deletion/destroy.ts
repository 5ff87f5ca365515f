import { codeOf } from "../../../provider/http/errorCodes";
import type { JsonObject, ProviderProcess } from "../../support/providerProcess";
import type { Tap } from "../../support/wire";
import type { Case } from "./cases";
import { MortalProcess } from "./processes";
import type { Declared, Scene } from "./scene";

interface Worker {
  readonly process: ProviderProcess;
  over(outputs: JsonObject): JsonObject;
}

/** `pulumi destroy` of a stack by one or more processes; what fails stays in state with its error. */
async function destroyWith(workers: readonly Worker[], queue: Declared[], parallel: number): Promise<void> {
  let count = 0;
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const worker = workers[count++ % workers.length];
      const { state } = one.resource;
      if (worker === undefined || state === undefined) continue;
      one.error = await worker.process.handler.delete(state.id, worker.over(state.outputs)).then(
        () => {
          one.resource.state = undefined;
          return undefined;
        },
        (error: unknown) => `${codeOf(error)}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, work));
}

/** A first destroy, by processes of which one may be killed in the middle. */
export async function destroy(
  scene: Scene,
  stack: "dev" | "prod",
  how: Pick<Case, "parallel" | "processes" | "order" | "crash"> & { readonly tap?: Tap | undefined },
  asked: readonly Declared[] = scene.inState(stack),
): Promise<void> {
  const queue = shuffled(asked, how.order);
  const { configuration } = scene;
  const { crash: requests, tap } = how;
  const line = { requests, ...(tap === undefined ? {} : { tap }) };
  const mortal =
    requests === undefined && tap === undefined
      ? undefined
      : await MortalProcess.start(scene.control, line, { configuration });
  const processes = Array.from({ length: how.processes - (mortal === undefined ? 0 : 1) }, () => scene.process());
  const workers: Worker[] = processes.map((process) => ({ process, over: (outputs) => outputs }));
  try {
    await destroyWith(mortal === undefined ? workers : [mortal, ...workers], queue, how.parallel);
  } finally {
    const living = requests === undefined && mortal !== undefined ? [mortal, ...workers] : workers;
    await Promise.all(living.map(({ process }) => process.runEnds()));
    await Promise.all([...processes, ...(mortal === undefined ? [] : [mortal])].map((one) => one.end()));
  }
}

/** The same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = (seed + 1) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
