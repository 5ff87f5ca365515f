import { RefusedError } from "../contract/errors";
import type { Call, Kind, Sighting } from "../contract/resourceDefinition";
import { settleJob } from "../contract/stateKeys";

/** Whether the object is what is declared; if it is not, that is said, and it is left as it is. */
export function isAsDeclared<T>(kind: Kind<T>, call: Call, sighting: Sighting<T>): boolean {
  const mismatch = kind.mismatch(call, sighting);
  if (mismatch !== undefined)
    call.around.say(`${call.label}: ${kind.noun} ${sighting.id} is not taken over: ${mismatch}`);
  return mismatch === undefined;
}

/** Throws where an object that state holds as unfinished turns out to be another one than was declared. */
export function assertAsDeclared<T>(kind: Kind<T>, call: Call, sighting: Sighting<T>): void {
  const mismatch = kind.mismatch(call, sighting);
  if (mismatch === undefined) return;
  throw new RefusedError(
    `${kind.noun} ${sighting.id} is not what was declared: ${mismatch}. Nothing was changed; remove this entry from the ` +
      `state (\`pulumi state delete\`), and the next \`pulumi up\` makes a new one`,
  );
}

/** How an unmarked object that state holds as unfinished is another one than was declared. */
export function differingUnfinished<T>(
  kind: Kind<T>,
  call: Call,
  sighting: Sighting<T>,
  job: string | undefined,
): string | undefined {
  if (job === undefined || job === settleJob || sighting.marks.owner !== undefined) return undefined;
  const mismatch = kind.mismatch(call, sighting);
  return mismatch === undefined ? undefined : `it is not what was declared: ${mismatch}`;
}
