import type { SeriesContext } from "./context";
import { endDrills, Proof } from "./drill";
import { contextOf, stillOurs } from "./prune";
import { isDue, owedDrill, type SeriesState } from "./state";

/** Repeats the drill that an earlier run failed to finish, if it still counts; otherwise takes away what it has left. */
export async function repeatDrills<T>(at: SeriesContext<T>, before: SeriesState): Promise<SeriesState> {
  const { drills = [] } = before;
  if (drills.length === 0) return before;
  const state = before.failure === undefined ? await withoutMissing(at, before) : before;
  const owed = isDue(state, at.ctx.inputs["triggers"]) ? undefined : owedDrill(state, at.ctx.inputs);
  if (owed === undefined) return { ...state, drills: (await endDrills(at, before)) === undefined ? [] : drills };
  // It has been tried in this run.
  if (state.failure !== undefined) return { ...state, drills: [owed.uuid] };
  const proof = new Proof(at, owed.name);
  await proof.run(owed.uuid);
  return proof.noted({ ...state, drills: [] }, owed.uuid);
}

/** Without the point of an owed drill if it was deleted, or has another owner by now. */
async function withoutMissing<T>(at: SeriesContext<T>, state: SeriesState): Promise<SeriesState> {
  const owed = owedDrill(state, at.ctx.inputs);
  if (owed === undefined) return state;
  const observed = await at.definition.get(contextOf(at, owed), owed.uuid);
  if ((await stillOurs(at, owed, observed)) !== undefined) return state;
  return { ...state, history: state.history.filter((point) => point !== owed) };
}
