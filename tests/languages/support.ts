import { delimiter, join } from "node:path";
import { type Project, root } from "../engine/project";

/** Finds the plugin on PATH, as after `npm install --global`. */
export function withPluginOnPath(project: Project): Project {
  const { environment } = project;
  environment["PATH"] = [join(root, "dist/plugin"), environment["PATH"]].join(delimiter);
  return project;
}
