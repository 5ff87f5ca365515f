import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { command, type PackedFile, pack, root } from "./packedProject";

/** What has to be in the package: each source as code and as types, the command, and the texts about it. */
function expectedFiles(): string[] {
  const sources = ["sdk", "provider", "simulator", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file.slice(0, -3)}`),
  );
  const compiled = sources.flatMap((source) => [`dist/${source}.js`, `dist/${source}.d.ts`]);
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:md|png|svg)$/.test(file))
    .map((file) => `docs/${file}`);
  const folders = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((one) => one.isDirectory());
  const examples = folders.flatMap(({ name: example }) =>
    readdirSync(join(root, "examples", example))
      .filter((file) =>
        /^(?:.*\.(?:ts|py|go)|package\.json|tsconfig\.json|Pulumi(?:Policy)?\.yaml|requirements\.txt|go\.mod)$/.test(
          file,
        ),
      )
      .map((file) => `examples/${example}/${file}`),
  );
  const pipelines = readdirSync(join(root, "examples/pipelines"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `examples/pipelines/${file}`);
  const operator = readdirSync(join(root, "examples/operator")).map((file) => `examples/operator/${file}`);
  const texts = ["README", "CHANGELOG", "CONTRIBUTING", "SECURITY", "examples/README"].map((name) => `${name}.md`);
  const launchers = ["pulumi-resource-snapshots", "pulumi-resource-snapshots.cmd"];
  const plugin = ["index.js", "schema.json", "version.json", ...launchers].map((file) => `dist/plugin/${file}`);
  return [
    ...compiled,
    ...plugin,
    ...docs,
    ...examples,
    ...pipelines,
    ...operator,
    ...texts,
    "LICENSE",
    "package.json",
  ].sort();
}

const readText = (path: string): string => readFileSync(join(root, path), "utf8");

/** Code blocks are no text: what looks like a link or a heading there is none. */
const withoutCode = (markdown: string): string => markdown.replace(/^ *```.*?^ *```$/gms, "");

/** The anchor that GitHub and npm give each heading. */
function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Links of a page to what is not among the packed files, or has no such heading. */
function deadLinks(page: string, packed: readonly string[]): string[] {
  return [...withoutCode(readText(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^https?:/.test(link)) return [];
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : posix.join(posix.dirname(page), path).replace(/\/$/, "");
    const isFolder = packed.some((file) => file.startsWith(`${target}/`));
    const isThere = isFolder || packed.includes(target);
    const isDead = !isThere || (anchor !== undefined && !anchorsOf(readText(target)).includes(anchor));
    return isDead ? [`${page}: ${link}`] : [];
  });
}

describe("the packed package", () => {
  let directory: string;
  let tarball: string;
  let files: PackedFile[];

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-pack-"));
    ({ files, tarball } = pack(directory));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("holds what a user needs and nothing else", () => {
    assert.deepEqual(files.map((file) => file.path).sort(), expectedFiles());
  });

  it("has no link in its texts that leads nowhere", () => {
    const packed = files.map(({ path }) => path);
    const pages = packed.filter((path) => path.endsWith(".md"));
    assert.ok(pages.length > 15);
    assert.deepEqual(
      pages.flatMap((page) => deadLinks(page, packed)),
      [],
    );
  });

  it("has a package.json without what concerns a checkout only", () => {
    const manifest: Record<string, unknown> = JSON.parse(
      command("tar", ["-xzOf", tarball, "package/package.json"], directory),
    );
    assert.equal(manifest["workspaces"], undefined);
    assert.deepEqual(manifest["dependencies"], JSON.parse(readText("package.json")).dependencies);
    assert.doesNotMatch(JSON.stringify(manifest), /"(?:file|link|workspace):/);
  });

  it("has no mistake in its package.json that publint knows", () => {
    command(join(root, "node_modules/.bin/publint"), ["run", "--strict", tarball], root);
  });

  it("has types for every way in which TypeScript resolves modules", () => {
    command(join(root, "node_modules/.bin/attw"), ["--format", "ascii", tarball], root);
  });

  it("has a command that can be executed", () => {
    const main = files.find((file) => file.path === "dist/cli/main.js");
    assert.equal((main?.mode ?? 0) & 0o111, 0o111);
  });

  it("loads nothing for a program but Pulumi, until a function is called", () => {
    const program = `
      require("pulumi-snapshots");
      const ours = Object.keys(require.cache).map((file) => file.replaceAll("\\\\", "/"));
      const heavy = ours.filter((file) => /node_modules\\/(?:undici|zod|yaml)\\//.test(file));
      console.log(JSON.stringify({ sdk: ours.some((file) => file.endsWith("dist/sdk/index.js")), heavy }));`;
    const output = command(process.execPath, ["-e", program], root);
    assert.deepEqual(JSON.parse(output), { sdk: true, heavy: [] });
  });
});
