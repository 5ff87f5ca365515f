import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A pipe of the operating system, which is what the engine gives its children; Node gives them sockets. */
export interface Pipe {
  readonly reading: Socket;
  /** For the child; to be closed here as soon as the child has it. */
  readonly writing: number;
}

export function openPipe(): Pipe {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-pipe-"));
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const reading = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true });
  const writing = openSync(path, constants.O_WRONLY);
  rmSync(folder, { recursive: true });
  return { reading, writing };
}

export function closeWriting(pipes: readonly Pipe[]): void {
  for (const { writing } of pipes) closeSync(writing);
}
