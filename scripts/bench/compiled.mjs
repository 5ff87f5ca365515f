// The package's own modules, as it ships them.
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../project.mjs";

/** Loaded when they are asked for, because dist/ may have to be compiled first. */
export function compiled() {
  const require = createRequire(import.meta.url);
  /** @param {string} name @returns {unknown} */
  const load = (name) => require(join(root, "dist", name));
  return {
    simulator: /** @type {typeof import("../../simulator/index.js")} */ (load("simulator/index.js")),
    adapter: /** @type {typeof import("../../provider/doors/dynamic/dynamicProvider.js")} */ (
      load("provider/doors/dynamic/dynamicProvider.js")
    ),
    identity: /** @type {typeof import("../../provider/core/identity/identity.js")} */ (
      load("provider/core/identity/identity.js")
    ),
    clock: /** @type {typeof import("../../provider/http/clock.js")} */ (load("provider/http/clock.js")),
    connection: /** @type {typeof import("../../provider/zstack/connections.js")} */ (
      load("provider/zstack/connections.js")
    ),
    doors: /** @type {typeof import("../../provider/doors/resources.js")} */ (load("provider/doors/resources.js")),
  };
}
