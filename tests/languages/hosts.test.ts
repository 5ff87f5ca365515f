import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { type Project, root } from "../engine/project";
import { EngineTests } from "../engine/support";
import { command, documented, generateSdk, goModule, pythonSdk, write } from "./sdks";
import { withPluginOnPath } from "./support";

type Host = "pythonHost" | "goHost" | "javaHost" | "dotnetHost";

/** Hosts, compilers and packages of other languages: minutes of processor time. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

if (full) {
  describe("a program through the host of its language", function () {
    this.timeout(3_600_000);
    const engine = new EngineTests();

    async function withHost(host: Host, project: Project): Promise<void> {
      const { resolveProgram } = await import("../../scripts/offline-pulumi/languages.mjs");
      const programs = await import("../../scripts/offline-pulumi/programs.mjs");
      const bin = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? "";
      const path = dirname(await resolveProgram(programs[host], { bin, log: console.log }));
      project.environment["PATH"] = [path, project.environment["PATH"]].join(delimiter);
    }

    /** What every example does, whatever its language. */
    async function plays(project: Project): Promise<void> {
      await project.succeed("up", "--yes", "--non-interactive");
      const outputs = JSON.parse(await project.succeed("stack", "output", "--json")) as Record<string, unknown>;
      assert.deepEqual(await engine.uuids(), [outputs["uuid"]]);
      assert.ok(Number(outputs["bytes"]) > 0);
      await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
      await project.destroy();
      assert.deepEqual(await engine.uuids(), []);
    }

    it("in Python plays, and mypy accepts it and the programs in the schema", async () => {
      const project = withPluginOnPath(engine.unstarted());
      const { directory } = project;
      await project.example("python-volume-snapshot");
      await withHost("pythonHost", project);
      const sdk = join(directory, "sdk");
      generateSdk("python", sdk);
      command("python3", ["-m", "venv", "venv"], directory);
      const bin = join(directory, "venv/bin");
      command(join(bin, "pip"), ["install", "-q", `pulumi==${pythonSdk}`, "mypy", sdk], directory);
      project.environment["PATH"] = [bin, project.environment["PATH"]].join(delimiter);
      await plays(project);
      const programs = documented("python").map(({ resource, program }) => {
        const file = `programs/${resource.platform}_${resource.name}.py`;
        write(join(directory, file), program);
        return file;
      });
      command(join(bin, "mypy"), ["--follow-imports=silent", "__main__.py", ...programs], directory);
    });

    it("in Go plays, and go vet accepts it and the programs in the schema", async () => {
      const project = withPluginOnPath(engine.unstarted());
      const { directory } = project;
      await project.example("go-volume-snapshot");
      await withHost("goHost", project);
      goModule(join(directory, "sdks"));
      for (const { resource, program } of documented("go")) {
        write(join(directory, `programs/${resource.platform}${resource.name}/main.go`), program);
      }
      const env = { GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" };
      command("go", ["mod", "tidy"], directory, env);
      command("go", ["vet", "./..."], directory, env);
      await plays(project);
    });

    it("in C# or Java gets an SDK without a diagnostic", async () => {
      // The generator for C# fetches the logo of the package, by default from the internet.
      const logo = createServer((_, response) => response.end("logo")).listen(0, "127.0.0.1");
      try {
        const project = await engine.project();
        const schema = JSON.parse(readFileSync(join(root, "dist/plugin/schema.json"), "utf8")) as object;
        const logoUrl = `http://127.0.0.1:${(logo.address() as AddressInfo).port}/logo.png`;
        project.write("schema.json", JSON.stringify({ ...schema, logoUrl }));
        for (const [language, host] of [["dotnet", "dotnetHost"] as const, ["java", "javaHost"] as const]) {
          await withHost(host, project);
          const printed = await project.succeed(
            "package",
            "gen-sdk",
            ...["--language", language],
            ...["--out", "out"],
            "./schema.json",
          );
          assert.doesNotMatch(printed, /error|(?<!using .*)warning(?!: using)/i);
          assert.ok(existsSync(join(project.directory, "out", language)));
        }
      } finally {
        logo.close();
      }
    });
  });
}
