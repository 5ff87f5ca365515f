// A temporary machine for the CLI resolver: its own home, and a PATH on which there is nothing but scripts of the test.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export class FakeMachine {
  readonly root = mkdtempSync(join(tmpdir(), "pulumi-snapshots-tools-"));
  readonly home = join(this.root, "home");
  readonly versions = join(this.home, "versions");
  readonly env: NodeJS.ProcessEnv = { PATH: join(this.root, "path"), HOME: this.root, PULUMI_HOME: this.home };
  readonly lines: string[] = [];
  readonly log = (line: string): void => {
    this.lines.push(line);
  };

  constructor() {
    mkdirSync(join(this.root, "path"));
    mkdirSync(this.home);
  }

  /** A shell script; it finds no other programs on PATH, so it names them in full. */
  script(path: string, body: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  onPath(name: string, body: string): string {
    return this.script(join(this.root, "path", name), body);
  }

  cached(version: string, body = `echo v${version}`): string {
    return this.script(this.cachedBin(version), body);
  }

  cachedBin(version: string): string {
    return join(this.versions, version, "bin", "pulumi");
  }

  /** A Go that knows two packages; `compile` runs at each build, with the target file as $target. */
  go(version = "1.26.0", compile = writeCli("3.259.0")): void {
    this.onPath(
      "go",
      `
case "$1" in
  version) echo "go version go${version} linux/amd64" ;;
  list) echo example.com/one; echo example.com/two ;;
  build)
    while [ "$1" != "-o" ]; do shift; done
    target=$2
    echo example.com/one >&2
    ${compile}
    ;;
esac`,
    );
  }

  file(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), "utf8") : "";
  }

  /** All that is left below the cache. */
  leftovers(): string[] {
    if (!existsSync(this.versions)) return [];
    return readdirSync(this.versions, { recursive: true, encoding: "utf8" }).sort();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Shell commands that make a CLI out of $target. */
export function writeCli(version: string): string {
  return `printf '#!/bin/sh\\necho v${version}\\n' > "$target"; /bin/chmod 755 "$target"`;
}

export async function until(condition: () => boolean, ms = 50_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A process that has ended keeps its id until its parent has looked: where /proc tells, that counts as ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/^\d+ \(.*\) Z/.test(readFileSync(status, "utf8"));
}
