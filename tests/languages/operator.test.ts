import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type AnySchemaObject, type ValidateFunction } from "ajv";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "../engine/project";
import { EngineTests } from "../engine/support";
import { withPluginOnPath } from "./support";

/** A folder with the operator's own definitions (`deploy/crds` of its repository): no registry has them. */
const definitions = process.env["PULUMI_SNAPSHOTS_TEST_OPERATOR_CRDS"];

const folder = join(root, "examples/operator");

const documents = (file: string): { kind?: string }[] =>
  parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((one) => one.toJS() as { kind?: string });

const stackSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({
    programRef: z.object({ name: z.string() }),
    stack: z.string(),
    config: z.record(z.string(), z.string()),
    workspaceTemplate: z.unknown(),
  }),
});

const programSchema = z.object({
  metadata: z.object({ name: z.string() }),
  program: z.looseObject({ configuration: z.record(z.string(), z.object({ type: z.string() })) }),
});

const stackIn = (file: string) => stackSchema.parse(documents(file).find(({ kind }) => kind === "Stack"));

describe("the manifests for the Pulumi Kubernetes Operator", () => {
  const engine = new EngineTests();
  const program = programSchema.parse(documents("program.yaml")[0]);
  const stack = stackIn("stack.yaml");

  it("have a Program that runs, with the configuration of the Stack", async () => {
    assert.equal(stack.spec.programRef.name, program.metadata.name);
    const { configuration, ...rest } = program.program;
    const wanted = Object.keys(configuration).map((key) => `${program.metadata.name}:${key}`);
    assert.deepEqual(Object.keys(stack.spec.config).sort(), wanted.sort());

    const project = withPluginOnPath(engine.unstarted());
    // What the operator writes for a Program.
    const written = { name: program.metadata.name, runtime: "yaml", configuration, ...rest };
    project.write("Pulumi.yaml", JSON.stringify(written));
    await project.start();
    const pairs = Object.entries(stack.spec.config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await project.succeed("config", "set-all", ...pairs);
    assert.match(await project.succeed("preview", "--non-interactive"), /VmBackupSeries nightly create/);
  });

  it("differ only in where the plugin comes from", () => {
    const without = ({ spec: { workspaceTemplate: _, ...spec } }: typeof stack): unknown => spec;
    assert.deepEqual(without(stackIn("stack-volume.yaml")), without(stack));
    assert.notDeepEqual(stackIn("stack-volume.yaml").spec.workspaceTemplate, stack.spec.workspaceTemplate);
  });

  if (definitions !== undefined) {
    it("are valid against the operator's own definitions", () => {
      const known = new Map(
        ["stacks", "programs"].map((name) => definitionIn(join(definitions, `pulumi.com_${name}.yaml`))),
      );
      const checked = readdirSync(folder)
        .filter((file) => file.endsWith(".yaml"))
        .flatMap(documents)
        .flatMap((document) => {
          const validate = known.get(document.kind ?? "");
          return validate === undefined ? [] : [{ isValid: validate(document), errors: validate.errors }];
        });
      assert.deepEqual(checked, Array(3).fill({ isValid: true, errors: null }));
      const misspelt = { ...documents("program.yaml")[0], programs: {} };
      assert.equal(known.get("Program")?.(misspelt), false);
    });
  }
});

const definitionSchema = z.object({
  spec: z.object({
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }) }),
    ),
  }),
});

/** The schema of version v1; Kubernetes drops fields that it does not know, here they are errors. */
function definitionIn(file: string): [string, ValidateFunction] {
  const { names, versions } = definitionSchema.parse(parse(readFileSync(file, "utf8"))).spec;
  const schema = versions.find(({ name }) => name === "v1")?.schema.openAPIV3Schema;
  assert.ok(schema, file);
  Object.assign(schema["properties"] ?? {}, { metadata: { type: "object" } });
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  return [names.kind, ajv.compile(closed(schema) as AnySchemaObject)];
}

function closed(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen = "additionalProperties" in all || all["x-kubernetes-preserve-unknown-fields"] === true;
  return all["type"] === "object" && "properties" in all && !isOpen ? { ...all, additionalProperties: false } : all;
}
