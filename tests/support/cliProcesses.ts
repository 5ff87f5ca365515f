import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Project } from "../engine/project";

/** Processes that run in the project's folder with `part` in their command line. */
export function processesOf(project: Project, part: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const isShell = command[0]?.endsWith("sh") ?? true;
        return !isShell && command.join(" ").includes(part) && readlinkSync(`/proc/${pid}/cwd`) === project.directory;
      } catch {
        // It ended while we looked, or is not ours.
        return false;
      }
    })
    .map(Number);
}

/** `kill -9`; returns how many there were. */
export function killProcesses(project: Project, part: string): number {
  const pids = processesOf(project, part);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  return pids.length;
}

export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the condition did not come true");
}
