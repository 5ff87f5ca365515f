// Preloaded into provider processes of the tests: waits take a tenth of what they are said to, and count as the whole.
// What the platform does takes as long as it takes.
const Module = require("node:module");

const times = 10;

/** @type {(request: string, parent: unknown, isMain: boolean) => unknown} */
const load = Reflect.get(Module, "_load");
const hurried = new WeakSet();

/** @param {{ now(): number, sleep(ms: number): Promise<void> }} clock */
function hurry(clock) {
  if (hurried.has(clock)) return;
  hurried.add(clock);
  const now = clock.now.bind(clock);
  const sleep = clock.sleep.bind(clock);
  let ahead = 0;
  clock.now = () => now() + ahead;
  clock.sleep = async (ms) => {
    ahead += ms - ms / times;
    await sleep(ms / times);
  };
}

/** @type {typeof load} */
function loaded(request, parent, isMain) {
  const found = load.call(Module, request, parent, isMain);
  if (/\/http\/clock$/.test(request)) hurry(Reflect.get(Object(found), "systemClock"));
  return found;
}
Reflect.set(Module, "_load", loaded);
