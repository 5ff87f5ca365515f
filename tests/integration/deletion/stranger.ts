import type { Control } from "../../support/control";
import type { Passed, Tap } from "../../support/wire";
import type { Case } from "./cases";
import { Platform } from "./platform";
import { sceneVolumes } from "./scene";

const isTreeLook = ({ path }: Passed): boolean => path.startsWith("/v1/volume-snapshots/trees");

/**
 * A snapshot that a stranger takes between two requests of a destroy; not between the last look and the deletion that it
 * allows, which no client of the server can rule out: not before a deletion, nor between looks at several volumes.
 */
export class Stranger {
  uuid: string | undefined;
  /** The snapshots that it was based on when it was made, and itself. */
  ancestors: readonly string[] = [];
  private count = 0;
  private before: Passed | undefined;

  constructor(
    private readonly control: Control,
    private readonly when: NonNullable<Case["meanwhile"]>,
    private readonly recycled: boolean,
  ) {}

  readonly tap: Tap = async (request) => {
    this.count += 1;
    const isBetween =
      request.method === "DELETE" || (isTreeLook(request) && this.before !== undefined && isTreeLook(this.before));
    this.before = request;
    if (this.uuid !== undefined || this.count < this.when.request || isBetween) return undefined;
    const volume = sceneVolumes[this.recycled ? 0 : this.when.volume] ?? sceneVolumes[0];
    const uuid = await this.control.strangersSnapshot(volume);
    this.uuid = uuid;
    this.ancestors = (await Platform.look(this.control)).ancestors(uuid);
    return undefined;
  };
}
