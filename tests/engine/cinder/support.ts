import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before } from "mocha";
import { type Lab, theLab } from "../../cinder/support/lab";
import { Platform, type Row } from "../../cinder/support/platform";
import { Project } from "../project";

const declaringProgram = `
const { cinder } = require("pulumi-snapshots");
const declared = require("./declared.json");
const providers = {};
for (const [name, { kind, args, options, provider }] of Object.entries(declared)) {
  const explicit = provider && (providers[provider.name] ??= new cinder.Provider(provider.name, provider.args));
  exports[name] = new cinder[kind](name, args, { ...options, ...(explicit && { provider: explicit }) }).id;
}
`;

export interface Declared {
  readonly kind:
    | "VolumeSnapshot"
    | "VolumeBackup"
    | "VolumeSnapshotSeries"
    | "VolumeRevert"
    | "VolumeRestore"
    | "RestoreDrill";
  readonly args: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
}

/** A real Cinder for a file of tests, and projects that use it through the CLI. */
export class CinderEngineTests {
  private found: Lab | undefined;
  private member: Platform | undefined;
  private readonly projects: Project[] = [];

  constructor() {
    const tests = this;
    before(async function () {
      tests.found = await theLab(this);
      tests.member = new Platform(tests.found);
    });
    afterEach(() => {
      for (const project of this.projects.splice(0)) project.remove();
      this.lab.turn();
    });
    after(() => {
      this.found = undefined;
    });
  }

  get lab(): Lab {
    if (this.found === undefined) throw new Error("the lab runs only inside tests");
    return this.found;
  }

  get platform(): Platform {
    if (this.member === undefined) throw new Error("the lab runs only inside tests");
    return this.member;
  }

  /** Restore points of the project. */
  async restorePoints(): Promise<Row[]> {
    return [...(await this.platform.list("snapshots")), ...(await this.platform.list("backups"))];
  }

  private fileOf(id: string): string {
    return join(this.lab.directory, "volumes", id);
  }

  /** The data of a volume or a snapshot. */
  content(id: string): string {
    return readFileSync(this.fileOf(id)).toString("base64");
  }

  /** Somebody writes to a volume. */
  overwrite(id: string): void {
    const data = readFileSync(this.fileOf(id));
    data.write("written since");
    writeFileSync(this.fileOf(id), data);
  }

  /** One without a stack so far; it finds the cloud as most people's do, by name. */
  unstarted(): Project {
    const project = new Project({ OS_CLIENT_CONFIG_FILE: this.lab.cloudsYaml, OS_CLOUD: "member" });
    this.projects.push(project);
    return project;
  }

  async project(): Promise<Project> {
    const project = this.unstarted();
    project.program({ "index.js": declaringProgram }, { typescript: false });
    declare(project, {});
    return project.start();
  }
}

export function declare(project: Project, resources: Readonly<Record<string, Declared>>): void {
  project.write("declared.json", JSON.stringify(resources));
}
