// Preloaded into provider processes of the tests: half of what their start takes goes into packages that only
// programs need, to serialise functions. A process that uses one of them all the same fails by it.
const Module = require("node:module");

/** @type {(request: string, parent: unknown, isMain: boolean) => unknown} */
const load = Reflect.get(Module, "_load");
const unused = new Set(["typescript", "@npmcli/arborist"]);

/** @param {string} name */
const absent = (name) =>
  new Proxy(
    {},
    {
      get(_target, property) {
        if (property === "__esModule") return undefined;
        throw new Error(`${name} is left out of this process, and something uses ${String(property)} of it`);
      },
    },
  );

/** @type {typeof load} */
function lean(request, parent, isMain) {
  return unused.has(request) ? absent(request) : load.call(Module, request, parent, isMain);
}
Reflect.set(Module, "_load", lean);
