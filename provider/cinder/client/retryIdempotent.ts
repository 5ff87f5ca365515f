import type { Clock } from "../../http/clock";
import { AmbiguousError } from "../../http/errors";

/** Times that a write without an answer is sent. */
const times = 3;

/** Sends a write that may be sent twice without harm again where its answer is lost. */
export async function retryIdempotent<T>(clock: Clock, send: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof AmbiguousError) || time === times) throw error;
      await clock.sleep(500 * 2 ** time);
    }
  }
}
