import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../engine/project";
import { command, documented, generateSdk, write } from "./sdks";

describe("generated SDKs and the programs in the schema", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-sdk-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const namesMissing = (...programs: string[]): string =>
    command(
      "python3",
      [join(__dirname, "namesOfProgram.py"), join(directory, "pulumi_snapshots"), ...programs],
      directory,
    );

  it("are Python that compiles, with names that the SDK has", () => {
    generateSdk("python", directory);
    const programs = documented("python").map(({ resource, program }) => {
      const file = join(directory, `programs/${resource.platform}_${resource.name}.py`);
      write(file, program);
      return file;
    });
    assert.equal(namesMissing(...programs), "");
    const wrong = join(directory, "wrong.py");
    write(wrong, "zstack.Volume()\nzstack.VolumeSnapshot('a', volume=zstack.WhenRunning.STOPANDSTART)\n");
    assert.equal(namesMissing(wrong).trim().split("\n").length, 3);
    cpSync(join(root, "examples/python-volume-snapshot"), join(directory, "example"), { recursive: true });
    command("python3", ["-m", "compileall", "-q", directory], directory);
  });

  it("are Go that gofmt leaves as it is", () => {
    generateSdk("go", directory);
    for (const { resource, program } of documented("go")) {
      write(join(directory, `programs/${resource.platform}${resource.name}/main.go`), program);
    }
    cpSync(join(root, "examples/go-volume-snapshot"), join(directory, "example"), { recursive: true });
    assert.equal(command("gofmt", ["-l", "."], directory), "");
  });

  it("are TypeScript that compiles", () => {
    generateSdk("nodejs", directory);
    mkdirSync(join(directory, "node_modules"));
    for (const name of ["@pulumi", "@types"])
      symlinkSync(join(root, "node_modules", name), join(directory, "node_modules", name));
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: true, target: "ES2020", module: "node16", types: ["node"] },
      moduleResolution: "node16",
    };
    writeFileSync(
      join(directory, "program.ts"),
      'import * as snapshots from "./index";\nexport const { uuid } = new snapshots.zstack.VolumeSnapshot("s", { volumeUuid: "v" });\n',
    );
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    command(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-p", "."], directory);
  });

  it("would be found out", () => {
    write(join(directory, "broken.py"), "def (:\n");
    assert.throws(() => command("python3", ["-m", "compileall", "-q", "."], directory), /SyntaxError/);
    write(join(directory, "broken.go"), "package main\nfunc {\n");
    assert.throws(() => command("gofmt", ["-l", "."], directory), /broken\.go/);
  });
});
